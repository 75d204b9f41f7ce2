import { describe, expect, it, vi } from "vitest";
import { idOf, jsonType, setUpGradioApi } from "../../testing/gradio-api-fixture.ts";

// What the client sends from its second version on.
const newClient = { "x-gradio-user": "api" };

describe("the documents", () => {
  it.each(["/config", "/config/", "/gradio_api/info?serialize=False", "/gradio_api/app_id/"])(
    "are at %s",
    async (path) => {
      const response = await setUpGradioApi().send(path);
      expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    },
  );

  it("answer HEAD without a body", async () => {
    const response = await setUpGradioApi().send("/config", { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });
});

describe("a request that is wrong", () => {
  it.each([
    ["/gradio_api/nothing", "GET", 404],
    ["/gradio_api/queue/join", "GET", 405],
    ["/config", "DELETE", 405],
    ["/gradio_api/heartbeat/%ff", "POST", 405],
  ])("to %s by %s answers %i with words", async (path, method, status) => {
    const response = await setUpGradioApi().send(path, { method });
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(/^\{"detail":"[^"]{20,}"/u);
  });

  it.each([
    ["no JSON", "{", jsonType, 400, "The body is not valid JSON"],
    ["no object", "[]", jsonType, 400, "The body is not a JSON object."],
    ["another type", "{}", { "content-type": "text/plain" }, 415, "Send JSON with"],
    ["no UTF-8", new Uint8Array([0xff]), jsonType, 400, "not valid UTF-8"],
    ["another encoding", "{}", { ...jsonType, "content-encoding": "gzip" }, 415, "compressed"],
    ["too many bytes", " ".repeat(2001), jsonType, 413, "the limit is 2,000"],
    ["no session", '{"fn_index":1,"data":["a"]}', jsonType, 400, "The session_hash is missing"],
    ["no such endpoint", '{"fn_index":9,"session_hash":"s"}', jsonType, 404, "no such endpoint"],
  ])("with %s is refused at join", async (...[, body, headers, status, detail]) => {
    const request = { method: "POST", headers: { ...headers, ...newClient }, body };
    const response = await setUpGradioApi().send("/gradio_api/queue/join", request);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(detail);
  });

  it("names the parameter in a list, as both clients read it", async () => {
    const { post } = setUpGradioApi();
    const body = { fn_index: 1, session_hash: "s", data: [""] };
    const response = await post("/gradio_api/queue/join", body, newClient);
    expect(response.status).toBe(422);
    const many = { fn_index: 4, session_hash: "s", data: ["a", "b"] };
    expect(await (await post("/gradio_api/queue/join", many, newClient)).json()).toMatchObject({
      detail: [{ parameter_name: "data" }],
    });
    const detail = [{ __type__: "validate", is_valid: false, parameter_name: "text" }];
    // The second part is for programs of ours; the clients do not look at it.
    const problem = { code: "invalid-input", retryable: false, field: "text" };
    expect(await response.json()).toMatchObject({ detail, problem });
  });

  it("for a backend that is not there is refused", async () => {
    const response = await setUpGradioApi().post(
      "/gradio_api/call/word-count",
      { data: ["a"] },
      { "x-pilotlight-backend": "sagemaker" },
    );
    expect(response.status).toBe(422);
  });
});

describe("an error that nobody foresaw", () => {
  it.each(["queue/join", "call/word-count", "run/word-count"])(
    "at %s goes to the log, and the caller reads no word of it",
    async (path) => {
      const { faults, post, runs } = setUpGradioApi();
      const error = new Error("the secret");
      vi.spyOn(runs, "start").mockRejectedValue(error);
      const body = { fn_index: 4, session_hash: "s", data: ["a"] };
      const response = await post(`/gradio_api/${path}`, body, newClient);
      expect([response.status, faults]).toEqual([500, [error]]);
      expect(await response.text()).not.toContain("secret");
    },
  );
});

describe("a page of another origin", () => {
  const foreign = { origin: "https://evil.example" };

  it.each([
    ["upload", "POST"],
    ["queue/join", "POST"],
    ["heartbeat/s", "GET"],
    ["queue/data?session_hash=s", "GET"],
  ])("may not call %s, unless it is named", async (path, method) => {
    const call = { method, headers: foreign };
    const { send } = setUpGradioApi();
    expect((await send(`/gradio_api/${path}`, call)).status).toBe(403);
    const open = setUpGradioApi({ allowedOrigins: [foreign.origin] });
    const reply = await open.send(`/gradio_api/${path}`, call);
    expect(reply.status).not.toBe(403);
    expect(reply.headers.get("access-control-allow-origin")).toBe(foreign.origin);
    await reply.body?.cancel();
  });
});

describe("queue/join", () => {
  it("answers 503 with a time to come back when the queue is full", async () => {
    const { post } = setUpGradioApi({ maxRuns: 1 });
    const body = { fn_index: 3, session_hash: "s", data: ["wait"] };
    await post("/gradio_api/queue/join", body);
    const response = await post("/gradio_api/queue/join", body);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  });

  it("passes on who calls, for which backend, and the idempotency key", async () => {
    const { post, runs } = setUpGradioApi();
    await post(
      "/gradio_api/queue/join?from=page",
      { fn_index: 4, session_hash: "s", data: ["a"] },
      { "x-pilotlight-backend": "onnx", "idempotency-key": "k" },
    );
    expect(runs.started).toEqual([
      expect.objectContaining({ caller: "somebody", choice: "onnx", idempotencyKey: "k" }),
    ]);
  });

  it("takes how long to wait beside the data, or from a header", async () => {
    const { post, runs } = setUpGradioApi();
    const body = { fn_index: 4, session_hash: "s", data: ["a"] };
    await post("/gradio_api/queue/join", { ...body, backend: "onnx", waitMs: 250 });
    await post("/gradio_api/queue/join", body, { "x-pilotlight-wait-ms": "600000" });
    await post("/gradio_api/call/v2/word-count", { text: "a", backend: "onnx", waitMs: 1 });
    await post("/gradio_api/run/word-count", { data: ["a"], waitMs: 2 });
    expect(runs.started.map(({ waitMs }) => waitMs)).toEqual([250, 600_000, 1, 2]);
    for (const wait of ["-1", "soon", "600001", "1e3"]) {
      const headers = { ...newClient, "x-pilotlight-wait-ms": wait };
      const refused = await post("/gradio_api/queue/join", body, headers);
      expect(refused.status).toBe(422);
      expect(await refused.json()).toMatchObject({ problem: { field: "waitMs" } });
    }
  });
});

describe("cancel and reset", () => {
  it("stop a run, and answer the same when there is none", async () => {
    const { clock, post, runs } = setUpGradioApi();
    const started = await post("/gradio_api/call/word-count", { data: ["wait"] });
    const event_id = await idOf(started);
    for (const body of [{ event_id }, { event_id }, { event_id: null }, { event_id: "0" }]) {
      expect(await (await post("/gradio_api/cancel", body)).json()).toEqual({ success: true });
      expect(await (await post("/gradio_api/reset", body)).json()).toEqual({ success: true });
    }
    await clock.advance(0);
    expect(runs.running.size).toBe(0);
  });
});

describe("heartbeat", () => {
  it("beats at once and every 15 s, and breaks off when the server stops", async () => {
    const { api, clock, send } = setUpGradioApi();
    const reader = (await send("/gradio_api/heartbeat/s")).body?.getReader();
    const beat = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await beat()).toBe("data: ALIVE\n\n");
    await clock.advance(15_000);
    expect(await beat()).toBe("data: ALIVE\n\n");
    await api.shutdown();
    await expect(reader?.read()).rejects.toThrow("broke the stream off");
  });
});
