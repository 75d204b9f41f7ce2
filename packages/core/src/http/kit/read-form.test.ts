import { describe, expect, it } from "vitest";
import { readFormFiles } from "./read-form.ts";

const limits = { maxBytes: 8_500_000, maxParts: 100 };

function form(body: BodyInit, type?: string): Request {
  const headers: HeadersInit = type === undefined ? {} : { "content-type": type };
  return new Request("http://host/", { method: "POST", body, headers });
}

const plain = "multipart/form-data; boundary=x";
const part = (disposition: string, body = "") =>
  `--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${body}\r\n`;

describe("the files of a form", () => {
  it("are read byte for byte, with their names, as browsers and Node write them", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const data = new FormData();
    data.append("note", "no file");
    data.append("files", new File([bytes], "Grüße 👋.txt"));
    data.append("files", new File(["\r\n--x\r\n"], "b"));
    const files = await readFormFiles(form(data), limits);
    expect(files.map(({ field, name }) => [field, name])).toEqual([
      ["files", "Grüße 👋.txt"],
      ["files", "b"],
    ]);
    expect(files[0]?.bytes).toEqual(bytes);
    expect(new TextDecoder().decode(files[1]?.bytes)).toBe("\r\n--x\r\n");
  });

  it("may have their names as other programs write them", async () => {
    const body = `preamble\r\n${part(String.raw`name="f"; filename="a\"b.txt"`)}${part("name=\"f\"; filename*=utf-8''%C3%BC.txt")}--x--\r\nend`;
    const files = await readFormFiles(form(body, 'multipart/form-data; boundary="x"'), limits);
    expect(files.map(({ name }) => name)).toEqual(['a"b.txt', "ü.txt"]);
  });

  it.each([
    ["without an end", part('name="f"; filename="a"')],
    ["of nothing", ""],
    ["of another boundary", part('name="f"').replaceAll("--x", "--y")],
    ["with a part without a name", "--x\r\n\r\nbody\r\n--x--"],
    ["with a part without a head", "--x\r\nbody\r\n--x--"],
    ["with an endless head", `--x\r\nContent-Disposition: ${"a".repeat(9000)}\r\n\r\n\r\n--x--`],
  ])("cannot be read from one %s", async (_what, body) => {
    await expect(readFormFiles(form(body, plain), limits)).rejects.toMatchObject({
      code: "invalid-request",
    });
  });

  it("are as many as the limit and not one more", async () => {
    const many = (count: number) =>
      form(`${part('name="files"; filename="a"').repeat(count)}--x--`, plain);
    expect(await readFormFiles(many(100), limits)).toHaveLength(100);
    await expect(readFormFiles(many(101), limits)).rejects.toMatchObject({
      code: "body-too-large",
      details: { limit: 100 },
    });
    // What once stood still for 20 s: each part costs its sender 68 bytes, and us nothing here.
    await expect(readFormFiles(many(100_000), limits)).rejects.toMatchObject({
      code: "body-too-large",
    });
  });

  it.each(["application/json", "multipart/mixed; boundary=x", ""])(
    "are not looked for in %j",
    async (type) => {
      await expect(readFormFiles(form("a", type), limits)).rejects.toMatchObject({
        code: "unsupported-media-type",
      });
    },
  );
});
