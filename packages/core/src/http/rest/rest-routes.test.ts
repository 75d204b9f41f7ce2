import { describe, expect, it } from "vitest";
import { ByteBudget } from "../../runtime/byte-budget.ts";
import { judge, me, post, setUp } from "./rest-api-fixture.ts";

describe("a body for which there is no room now", () => {
  it("is refused on every route with the numbers and when to come back", async () => {
    const budget = new ByteBudget({ maxBytes: 1_000_000, maxCallerBytes: 100_000 });
    const { api, run } = setUp({ script: judge, budget, endpoint: {} });
    budget.open("me").set(99_000);
    const large = () => post({ text: "x".repeat(2000) });
    const routes = [
      () => run(large(), "sentiment-analysis"),
      () => api.predict(large(), me),
      () => api.demo(large(), me),
      () => api.wake(large(), me),
    ];
    for (const ask of routes) {
      const response = await ask();
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
      expect(await response.json()).toMatchObject({ code: "overloaded", limit: 100_000 });
    }
    const other = await api.run(post({ text: "I love it." }), "sentiment-analysis", {
      caller: "b",
    });
    expect(other.status).toBe(200);
    expect(budget.bytes).toBe(99_000);
  });
});

describe("the routes of older services", () => {
  it("/predict gives both labels of each text, best first", async () => {
    const { api } = setUp({ script: judge });
    const response = await api.predict(post({ text: ["I hate you.", "I love you."] }), me);
    expect(await response.json()).toEqual({
      predictions: [
        [
          { label: "NEGATIVE", score: 0.9 },
          { label: "POSITIVE", score: 0.1 },
        ],
        [
          { label: "POSITIVE", score: 0.9 },
          { label: "NEGATIVE", score: 0.1 },
        ],
      ],
    });
  });

  it("/demo gives the label of each text", async () => {
    const { api } = setUp({ script: judge });
    const inputs = ["I love dogs.", "I am not fond of cats though."];
    expect(await (await api.demo(post({ inputs }), me)).json()).toEqual({
      msg: "Request successful.",
      body: { predictions: ["POSITIVE", "NEGATIVE"] },
    });
  });

  it.each([
    [{ text: ["a", ""] }, "text[1]"],
    [{ text: "a" }, "text"],
    [{ text: [] }, "text"],
    [{}, "text"],
    [{ text: ["a"], model: "b" }, "model"],
  ])("/predict names the field at fault in %j", async (body, field) => {
    const response = await setUp({ script: judge }).api.predict(post(body), me);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field });
  });
});

describe("state", () => {
  it("tells each backend's state and the tasks", async () => {
    const response = await setUp().api.status(new Request("http://host/"), me);
    expect(await response.json()).toEqual({
      ready: true,
      backends: [
        {
          backend: "onnx",
          role: "small",
          name: "the server's CPU",
          available: true,
          why: null,
          whyFacts: null,
        },
      ],
      tasks: [
        { id: "word-count", title: "Words" },
        { id: "sentiment-analysis", title: "Sentiment" },
      ],
      endpoint: null,
      feedback: false,
    });
  });

  it("is alive before it is ready, and says why it is not", async () => {
    const { api } = setUp({ readiness: { ready: false, why: "the models are loading" } });
    expect((await api.health(new Request("http://host/"))).status).toBe(200);
    const response = await api.ready(new Request("http://host/"));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toMatchObject({
      detail: "Not ready: the models are loading. Ask again soon.",
    });
  });

  it("answers HEAD like GET, and anything under an unknown address with 404", async () => {
    const { api } = setUp();
    expect((await api.ready(new Request("http://host/", { method: "HEAD" }))).status).toBe(200);
    const response = await api.unknownRoute(new Request("http://host/", { method: "PUT" }));
    expect(await response.json()).toMatchObject({ status: 404, code: "unknown-route" });
  });
});

describe("pages of other origins", () => {
  const page = { origin: "https://other.example", "sec-fetch-site": "cross-site" };

  it("may not call unless they are allowed", async () => {
    const { api, backend } = setUp();
    const response = await api.run(post({ text: "a" }, { headers: page }), "word-count", me);
    expect(response.status).toBe(403);
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
    expect(backend.requests).toHaveLength(0);
  });

  it("call and read replies, problems too, when they are allowed", async () => {
    const { api } = setUp({ allowedOrigins: ["https://other.example"] });
    for (const text of ["a", ""]) {
      const response = await api.run(post({ text }, { headers: page }), "word-count", me);
      expect(response.headers.get("access-control-allow-origin")).toBe("https://other.example");
      expect(response.headers.get("vary")).toBe("origin");
    }
  });

  it("get a preflight only when they are allowed", async () => {
    const preflight = () => new Request("http://host/", { method: "OPTIONS", headers: page });
    const open = await setUp({ allowedOrigins: ["*"] }).api.run(preflight(), "word-count", me);
    expect(open.status).toBe(204);
    expect(open.headers.get("access-control-allow-methods")).toBe("POST, OPTIONS");
    const closed = await setUp().api.run(preflight(), "word-count", me);
    expect(closed.headers.get("allow")).toBe("POST, OPTIONS");
    expect(closed.headers.has("access-control-allow-methods")).toBe(false);
  });

  it("do not include our own page, nor programs", async () => {
    const ours: HeadersInit = { "sec-fetch-site": "same-origin", origin: "http://host" };
    const none: HeadersInit = {};
    for (const headers of [ours, none]) {
      const response = await setUp().api.run(post({ text: "a" }, { headers }), "word-count", me);
      expect(response.status).toBe(200);
    }
  });
});
