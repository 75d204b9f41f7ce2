import { describe, expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { makeRunService } from "../../testing/make-run-service.ts";
import type { MetricsSource } from "./metrics-reply.ts";
import { createRestApi } from "./rest-api.ts";

const token = "0123456789abcdef";
const page = { contentType: "text/plain; version=0.0.4; charset=utf-8", text: "runs_total 1\n" };

function ask(metrics: MetricsSource | undefined, init: RequestInit = {}) {
  const clock = fakeClock();
  const api = createRestApi({
    ...{ runs: makeRunService({ tasks: [], backends: [], clock }), clock },
    ...{ maxBodyBytes: 1000, allowedOrigins: [], onFault: () => undefined },
    readiness: () => ({ ready: true }),
    ...(metrics ? { metrics } : {}),
  });
  return api.metrics(new Request("http://host/metrics", init));
}

const source = { token, page: () => Promise.resolve(page) };
const withToken = (sent: string) => ({ headers: { authorization: `Bearer ${sent}` } });

describe("the figures", () => {
  it("are shown to whoever sends the token", async () => {
    const response = await ask(source, withToken(token));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(page.contentType);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.text()).toBe(page.text);
    expect(await (await ask(source, { ...withToken(token), method: "HEAD" })).text()).toBe("");
  });

  it.each([{}, withToken(""), withToken("0123456789abcdeg"), withToken(`${token}0`)])(
    "are shown to nobody who sends %j",
    async (init) => {
      const response = await ask(source, init);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(await response.text()).not.toContain("runs_total");
    },
  );

  it("are not there where nothing says who may read them", async () => {
    const response = await ask(undefined, withToken(token));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "unknown-route" });
  });

  it("are read and not written", async () => {
    expect((await ask(source, { ...withToken(token), method: "POST" })).status).toBe(405);
  });
});
