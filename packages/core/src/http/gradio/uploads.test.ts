import { describe, expect, it } from "vitest";
import { setUpGradioApi } from "../../testing/gradio-api-fixture.ts";

describe("files", () => {
  const form = (name: string, size: number) => {
    const body = new FormData();
    body.append("files", new File(["x".repeat(size)], name));
    return { method: "POST", body };
  };

  it("come back under the path that the upload answered, as downloads", async () => {
    const { send } = setUpGradioApi();
    const uploaded = await send("/gradio_api/upload", form("../../protocol/a #1?.html", 3));
    const paths: unknown = await uploaded.json();
    const path = Array.isArray(paths) ? String(paths[0]) : "";
    expect(path).toMatch(/^uploads\/[0-9a-f]{32}\/a _1_\.html$/u);
    const file = await send(`/gradio_api/file=${path}`);
    expect(await file.text()).toBe("xxx");
    expect(file.headers.get("content-type")).toBe("application/octet-stream");
    expect(file.headers.get("content-disposition")).toBe(
      "attachment; filename*=UTF-8''a%20_1_.html",
    );
  });

  it("are refused in words when they are too large or no form", async () => {
    const { send, post } = setUpGradioApi();
    const large = await send("/gradio_api/upload", form("a", 2001));
    expect([large.status, await large.text()]).toEqual([
      413,
      expect.stringContaining("the limit is 2,000"),
    ]);
    expect((await post("/gradio_api/upload", {})).status).toBe(415);
    expect(
      (await send("/gradio_api/upload", { method: "POST", body: new FormData() })).status,
    ).toBe(400);
  });

  it("are bounded by the number of parts, empty ones and fields too", async () => {
    const { send } = setUpGradioApi();
    const body = (parts: number) => {
      const all = new FormData();
      for (let part = 1; part < parts; part += 1) all.append("files", new File([], "a"));
      all.append("note", "b");
      return { method: "POST", body: all };
    };
    expect((await send("/gradio_api/upload", body(3))).status).toBe(200);
    const refused = await send("/gradio_api/upload", body(4));
    expect([refused.status, await refused.text()]).toEqual([
      413,
      "The form has more than 3 parts. Send the files in several forms.",
    ]);
  });

  it("of one caller never push out another's", async () => {
    const { api, send } = setUpGradioApi();
    const upload = async (caller: string) => {
      const request = new Request("http://127.0.0.1/gradio_api/upload", form("a", 1000));
      const paths: unknown = await (await api(request, { caller })).json();
      return Array.isArray(paths) ? String(paths[0]) : "";
    };
    const kept = await upload("quiet");
    const greedy: string[] = [];
    for (let count = 0; count < 9; count += 1) greedy.push(await upload("greedy"));
    const statusOf = async (path: string) => (await send(`/gradio_api/file=${path}`)).status;
    expect(await statusOf(kept)).toBe(200);
    expect(await statusOf(greedy[0] ?? "")).toBe(404);
    expect(await statusOf(greedy[8] ?? "")).toBe(200);
  });

  it.each(["/etc/passwd", "uploads/../../x", "%00"])("are not found at %s", async (path) => {
    expect((await setUpGradioApi().send(`/gradio_api/file=${path}`)).status).toBe(404);
  });
});
