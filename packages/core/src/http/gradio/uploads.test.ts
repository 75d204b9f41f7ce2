import { describe, expect, it } from "vitest";
import { rehearseApi } from "../../testing/rehearse-gradio-api.ts";

describe("files", () => {
  const form = (name: string, size: number) => {
    const body = new FormData();
    body.append("files", new File(["x".repeat(size)], name));
    return { method: "POST", body };
  };

  it("come back under the path that the upload answered, as downloads", async () => {
    const { send } = rehearseApi();
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
    const { send, post } = rehearseApi();
    const large = await send("/gradio_api/upload", form("a", 1001));
    expect([large.status, await large.text()]).toEqual([
      413,
      expect.stringContaining("the limit is 1,000"),
    ]);
    expect((await post("/gradio_api/upload", {})).status).toBe(415);
    expect(
      (await send("/gradio_api/upload", { method: "POST", body: new FormData() })).status,
    ).toBe(400);
  });

  it.each(["/etc/passwd", "uploads/../../x", "%00"])("are not found at %s", async (path) => {
    expect((await rehearseApi().send(`/gradio_api/file=${path}`)).status).toBe(404);
  });
});
