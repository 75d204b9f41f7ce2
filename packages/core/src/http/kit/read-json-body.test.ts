import { describe, expect, it } from "vitest";
import { isJsonObject } from "../../contract/json.ts";
import { readJsonBody } from "./read-json-body.ts";

const json = { "content-type": "application/json" };

function post(body: BodyInit | null, headers: Record<string, string> = json): Request {
  return new Request("http://host/api", { method: "POST", body, headers });
}

function streamOf(chunks: readonly Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

describe("readJsonBody", () => {
  it("gives the parsed body, with a byte-order mark or a charset too", async () => {
    const body = '\uFEFF{"text":"Grüße 👋"}';
    const request = post(body, { "content-type": "Application/JSON; charset=UTF-8" });
    expect(await readJsonBody(request, { maxBytes: 1000 })).toEqual({ text: "Grüße 👋" });
  });

  it("puts a character together that is cut between two chunks", async () => {
    const bytes = new TextEncoder().encode('"é"');
    const init = { method: "POST", headers: json, duplex: "half" };
    const body = streamOf([bytes.slice(0, 2), bytes.slice(2)]);
    expect(
      await readJsonBody(new Request("http://host/", { ...init, body }), { maxBytes: 100 }),
    ).toBe("é");
  });

  it.each([
    ["text/plain", "another content type"],
    ["application/x-www-form-urlencoded", "another content type"],
    ["", "no content type"],
    ["application/json; charset=latin1", "not in UTF-8"],
  ])("refuses the content type %j", async (type, words) => {
    const request = post("{}", { "content-type": type });
    await expect(readJsonBody(request, { maxBytes: 1000 })).rejects.toThrow(words);
  });

  it("refuses a compressed body", async () => {
    const request = post("{}", { ...json, "content-encoding": "gzip" });
    await expect(readJsonBody(request, { maxBytes: 1000 })).rejects.toMatchObject({
      code: "unsupported-media-type",
    });
  });

  it("takes a body of exactly the limit, and names size and limit of one that is larger", async () => {
    const body = JSON.stringify("x".repeat(98));
    expect(await readJsonBody(post(body), { maxBytes: 100 })).toHaveLength(98);
    await expect(readJsonBody(post(body), { maxBytes: 99 })).rejects.toMatchObject({
      code: "body-too-large",
      details: { size: 100, limit: 99 },
    });
  });

  it("does not believe a small content-length, and stops reading at the limit", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    const headers = { ...json, "content-length": "10" };
    const init = { method: "POST", headers, body: endless, duplex: "half" };
    await expect(
      readJsonBody(new Request("http://host/", init), { maxBytes: 10_000 }),
    ).rejects.toMatchObject({
      code: "body-too-large",
    });
    expect(pulled).toBeLessThan(15);
  });

  it("refuses by content-length without reading", async () => {
    const headers = { ...json, "content-length": "5000000" };
    await expect(readJsonBody(post("{}", headers), { maxBytes: 2_000_000 })).rejects.toMatchObject({
      details: { size: 5_000_000, limit: 2_000_000 },
    });
  });

  it("refuses bytes that are not UTF-8", async () => {
    await expect(
      readJsonBody(post(Uint8Array.of(0x22, 0xff, 0x22)), { maxBytes: 100 }),
    ).rejects.toThrow("not valid UTF-8");
  });

  it.each(["", "   ", "\n"])("says that the body %j is empty", async (body) => {
    await expect(readJsonBody(post(body), { maxBytes: 100 })).rejects.toThrow("The body is empty");
  });

  it("names the position of a mistake but never repeats the text", async () => {
    const body = `{"text": "my secret diary entry, long enough to be cut", }`;
    await expect(readJsonBody(post(body), { maxBytes: 1000 })).rejects.toThrow(
      /^The body is not valid JSON at position 5\d\. Check quotes, commas and brackets\.$/,
    );
  });

  it.each([
    [
      '{"text":"one\ntwo"}',
      "A text in the body has a raw line break at position 12. Write it as \\n ",
    ],
    ['{"text":"one\r\ntwo"}', "a raw line break at position 12. Write it as \\r "],
    ['{"text":"\t"}', "a raw tab at position 9. Write it as \\t "],
    ['{"text":"\u0001"}', "a raw control character at position 9. Write it as \\u0001 "],
  ])("names a raw control character inside a text in %j", async (body, words) => {
    await expect(readJsonBody(post(body), { maxBytes: 1000 })).rejects.toThrow(words);
  });

  it("refuses deep nesting by its depth and takes brackets inside strings for text", async () => {
    const deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
    await expect(readJsonBody(post(deep), { maxBytes: 2_000_000 })).rejects.toMatchObject({
      code: "invalid-json",
      details: { size: 1_000_000, limit: 64 },
    });
    const text = `${"[{".repeat(500)}\\"${"[".repeat(500)}`;
    expect(await readJsonBody(post(JSON.stringify({ text })), { maxBytes: 10_000 })).toEqual({
      text,
    });
  });

  it("keeps __proto__ an ordinary field and leaves every object's prototype alone", async () => {
    const value = await readJsonBody(post('{"__proto__":{"polluted":true},"a":1,"a":2}'), {
      maxBytes: 100,
    });
    expect(isJsonObject(value) && Object.keys(value)).toEqual(["__proto__", "a"]);
    expect(value).toMatchObject({ a: 2 });
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("ends with aborted when the client goes away in the middle", async () => {
    const body = new ReadableStream({
      pull: () => Promise.reject(new Error("socket hang up")),
    });
    const init = { method: "POST", headers: json, body, duplex: "half" };
    await expect(
      readJsonBody(new Request("http://host/", init), { maxBytes: 100 }),
    ).rejects.toMatchObject({
      code: "aborted",
    });
  });
});
