import { describe, expect, it } from "vitest";
import { rehearseApi } from "../../testing/rehearse-gradio-api.ts";

describe("pages of other origins", () => {
  const origin = "https://lab.example";
  const from = (value: string) => ({ headers: { origin: value } });
  const allowed = "access-control-allow-origin";

  it("may not call unless they are named", async () => {
    const { send } = rehearseApi();
    expect((await send("/config", from(origin))).headers.get(allowed)).toBeNull();
    const preflight = await send("/gradio_api/queue/join", { method: "OPTIONS", ...from(origin) });
    expect([preflight.status, preflight.headers.get(allowed)]).toEqual([204, null]);
  });

  it("may call when they are named, with the headers that the client sends", async () => {
    const { send } = rehearseApi({ allowedOrigins: [origin] });
    const preflight = await send("/gradio_api/queue/data", { method: "OPTIONS", ...from(origin) });
    expect(preflight.headers.get(allowed)).toBe(origin);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("x-gradio-user");
    expect((await send("/nothing", from(origin))).headers.get(allowed)).toBe(origin);
    expect((await send("/config", from("https://other.example"))).headers.get(allowed)).toBeNull();
  });

  it("may all call an open app, and none is told back its own name", async () => {
    const { send } = rehearseApi({ allowedOrigins: "*" });
    expect((await send("/config", from("null"))).headers.get(allowed)).toBe("*");
    const listed = rehearseApi({ allowedOrigins: ["null"] });
    expect((await listed.send("/config", from("null"))).headers.get(allowed)).toBeNull();
  });
});
