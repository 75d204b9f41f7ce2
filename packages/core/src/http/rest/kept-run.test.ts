import { describe, expect, it } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import { isJsonObject } from "../../contract/json.ts";
import type { Caller } from "../../runs/runs.ts";
import { countWords, me, post, setUp as setUpRest } from "./rest-api-fixture.ts";

const later = { headers: { prefer: "respond-async" } };

type Setup = Parameters<typeof setUpRest>[0];

/** A server whose runs take a second, with the ways to ask about one. */
function setUp(setup: Setup = {}) {
  const rest = setUpRest({
    script: (request) => [{ waitMs: 1000 }, ...countWords(request)],
    ...setup,
  });
  const ask = (runId: string, init: RequestInit = {}, query = "") =>
    rest.api.keptRun(new Request(`http://host/api/v1/runs/${runId}${query}`, init), runId, me);
  const start = async (body: object = { text: "one two" }, init: RequestInit = later) => {
    const response = await rest.run(post(body, init));
    return response.headers.get("x-run-id") ?? "";
  };
  const statusOf = async (runId: string): Promise<unknown> => (await ask(runId)).json();
  return { ...rest, ask, start, statusOf };
}

describe("a run that was started with a key", () => {
  it("is there for that key alone, whether read, followed or cancelled", async () => {
    const { api, clock, runs } = setUp();
    const holder = { caller: "key 1", isKnownCaller: true };
    const started = await api.run(post({ text: "one" }, later), "word-count", holder);
    const runId = started.headers.get("x-run-id") ?? "";
    const statusFor = async (caller: Caller, init: RequestInit) =>
      (await api.keptRun(new Request(`http://host/api/v1/runs/${runId}`, init), runId, caller))
        .status;
    const asEvents = { headers: { accept: "text/event-stream" } };
    for (const stranger of [me, { caller: "key 2", isKnownCaller: true }]) {
      for (const init of [{}, { method: "HEAD" }, asEvents, { method: "DELETE" }]) {
        expect(await statusFor(stranger, init)).toBe(404);
      }
    }
    await clock.advance(2000);
    expect((await runs.snapshot(runId)).events.at(-1)?.event.type).toBe("run-end");
    for (const init of [{}, { method: "HEAD" }, asEvents]) {
      expect(await statusFor(holder, init)).toBe(200);
    }
    expect(await statusFor(holder, { method: "DELETE" })).toBe(204);
  });
});

describe("a run that is answered later", () => {
  it("is filed with 202, its address and its state", async () => {
    const { run } = setUp();
    const response = await run(post({ text: "one" }, later));
    expect(response.status).toBe(202);
    const runId = response.headers.get("x-run-id");
    expect(runId).toMatch(/^[0-9a-f]{32}$/);
    expect(response.headers.get("location")).toBe(`/api/v1/runs/${runId}`);
    expect(response.headers.get("preference-applied")).toBe("respond-async");
    expect(await response.json()).toMatchObject({ id: runId, task: "word-count" });
  });

  it("tells that it runs, then its output and who answered", async () => {
    const { clock, start, statusOf } = setUp();
    const runId = await start();
    await clock.advance(10);
    expect(await statusOf(runId)).toEqual({
      id: runId,
      task: "word-count",
      status: "running",
      backend: "onnx",
      role: "small",
      text: "",
      progress: null,
    });
    await clock.advance(1000);
    expect(await statusOf(runId)).toMatchObject({
      status: "done",
      output: { words: 2 },
      run: { id: runId, backend: "onnx" },
    });
  });

  it("tells its place in line while it waits", async () => {
    const { start, statusOf } = setUp({ queue: { capacity: 1 } });
    await start();
    expect(await statusOf(await start())).toMatchObject({ status: "queued", position: 1 });
  });

  it("tells why it failed, as a problem, in a reply that is fine", async () => {
    const broken = new InferenceError("backend-failed", "No.");
    const { ask, clock, start } = setUp({ script: () => [broken] });
    const runId = await start();
    await clock.advance(1);
    const response = await ask(runId);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: "failed",
      error: { code: "backend-failed", status: 502, detail: "No." },
    });
  });

  it("may be a batch, with how many inputs are done", async () => {
    const { clock, start, statusOf } = setUp({ queue: { capacity: 1 } });
    const runId = await start({ inputs: [{ text: "one" }, { text: "one two" }] });
    await clock.advance(1500);
    expect(await statusOf(runId)).toMatchObject({
      status: "running",
      progress: { done: 1, total: 2, unit: "items" },
    });
    await clock.advance(1000);
    expect(await statusOf(runId)).toMatchObject({
      status: "done",
      output: { outputs: [{ words: 1 }, { words: 2 }] },
      run: { id: runId },
    });
  });

  it("is a stream when the caller takes nothing else", async () => {
    const { clock, run } = setUp();
    const headers = { ...later.headers, accept: "text/event-stream" };
    const response = await run(post({ text: "one" }, { headers }));
    await clock.advance(1000);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("event: run-end");
  });
});

describe("the events of a kept run", () => {
  const accept = "text/event-stream";

  it("come from the first, live to the last", async () => {
    const { ask, clock, start } = setUp();
    const response = await ask(await start(), { headers: { accept } });
    await clock.advance(1000);
    expect((await response.text()).match(/^id: .*$/gm)).toEqual(["id: 1", "id: 2"]);
  });

  it("go on after the last that the caller has, named by header or address", async () => {
    const { ask, clock, start } = setUp();
    const runId = await start();
    await clock.advance(1000);
    const byHeader = await ask(runId, { headers: { accept, "last-event-id": "1" } });
    expect((await byHeader.text()).match(/^id: .*$/gm)).toEqual(["id: 2"]);
    const byAddress = await ask(runId, { headers: { accept } }, "?after=1");
    expect((await byAddress.text()).match(/^id: .*$/gm)).toEqual(["id: 2"]);
    const all = await ask(runId, { headers: { accept, "last-event-id": "2" } });
    expect(await all.text()).toBe("");
  });

  it.each(["-1", "1.5", "last", "9999999999"])("are refused after %j", async (id) => {
    const { ask, start } = setUp();
    const response = await ask(await start(), { headers: { accept, "last-event-id": id } });
    expect(response.status).toBe(400);
  });
});

describe("the number of the last event", () => {
  it.each([
    ["2.5", ""],
    ["", "?after=-1"],
    ["1", "?after=x"],
    ["1000000000", ""],
  ])("is refused as %j and %j, with its limit", async (header, query) => {
    const { ask, start } = setUp();
    const headers = { accept: "text/event-stream", "last-event-id": header };
    const response = await ask(await start(), { headers }, query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid-request", limit: 999_999_999 });
  });
});

describe("the addresses that give events alone", () => {
  const asJson = { headers: { accept: "application/json" } };

  it("tell a new run's and a kept one's, whatever the caller left out", async () => {
    const { api, clock, start } = setUp();
    const fresh = await api.run(post({ text: "one" }), "word-count", me, ["text/event-stream"]);
    expect(fresh.headers.get("content-type")).toBe("text/event-stream");
    const runId = await start();
    const kept = await api.keptRunEvents(new Request("http://host/"), runId, me);
    await clock.advance(2000);
    for (const response of [fresh, kept]) expect(await response.text()).toContain("event: run-end");
    const state = await api.status(new Request("http://host/"), me, ["text/event-stream"]);
    expect(state.headers.get("content-type")).toBe("text/event-stream");
    api.close();
  });

  it("refuse a caller that takes no events, and every other method", async () => {
    const { api, start } = setUp();
    const runId = await start();
    const replies = [
      await api.run(post({ text: "one" }, asJson), "word-count", me, ["text/event-stream"]),
      await api.keptRunEvents(new Request("http://host/", asJson), runId, me),
      await api.status(new Request("http://host/", asJson), me, ["text/event-stream"]),
    ];
    expect(replies.map(({ status }) => status)).toEqual([406, 406, 406]);
    const deletion = new Request("http://host/", { method: "DELETE" });
    expect((await api.keptRunEvents(deletion, runId, me)).status).toBe(405);
  });
});

describe("cancelling a kept run", () => {
  it.each([
    ["waits", 1, 0],
    ["computes", 2, 10],
  ])("ends one that %s, as often as it is asked", async (_what, capacity, ms) => {
    const { ask, backend, clock, start, statusOf } = setUp({ queue: { capacity } });
    await start();
    const runId = await start();
    await clock.advance(ms);
    for (let time = 0; time < 2; time += 1) {
      expect((await ask(runId, { method: "DELETE" })).status).toBe(204);
      await clock.advance(1);
    }
    expect(await statusOf(runId)).toMatchObject({ status: "cancelled" });
    expect(backend.running).toBe(1);
  });

  it("leaves one that is done as it is", async () => {
    const { ask, clock, start, statusOf } = setUp();
    const runId = await start();
    await clock.advance(1000);
    expect((await ask(runId, { method: "DELETE" })).status).toBe(204);
    expect(await statusOf(runId)).toMatchObject({ status: "done" });
  });

  it.each(["GET", "DELETE"])("and %s say when there is no such run", async (method) => {
    const response = await setUp().ask("none", { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "unknown-run" });
  });
});

describe("an Idempotency-Key", () => {
  const keyed = { headers: { "idempotency-key": "a-key" } };

  it("finds the run of a caller that went away, which went on", async () => {
    const { backend, clock, run } = setUp();
    const client = new AbortController();
    const left = run(post({ text: "one" }, { ...keyed, signal: client.signal }));
    await clock.advance(10);
    client.abort();
    expect((await left).status).toBe(499);
    await clock.advance(1000);
    const again = await run(post({ text: "one" }, keyed));
    expect(await again.json()).toMatchObject({ words: 1 });
    expect(backend.requests).toHaveLength(1);
  });

  it("gives one run to two requests at once, a batch too", async () => {
    const { backend, clock, run } = setUp();
    for (const body of [{ text: "one" }, { inputs: [{ text: "one" }, {}] }]) {
      const headers = { "idempotency-key": JSON.stringify(body).replaceAll(" ", "") };
      const replies = Promise.all([run(post(body, { headers })), run(post(body, { headers }))]);
      await clock.advance(1000);
      const [first, second] = (await replies).map((reply) => reply.json());
      expect(await first).toEqual(await second);
    }
    expect(backend.requests).toHaveLength(2);
  });

  it("is refused for another request", async () => {
    const { start, run } = setUp();
    await start({ text: "one" }, { headers: { ...keyed.headers, ...later.headers } });
    const response = await run(post({ text: "another" }, keyed));
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "idempotency-conflict" });
  });

  it.each(["", "a b", "ü", "k".repeat(256)])("is refused as %j", async (key) => {
    const response = await setUp().run(
      post({ text: "a" }, { headers: { "idempotency-key": key } }),
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid-request" });
  });
});

describe("too much at once", () => {
  it("is 503 when the line is full and 429 when the caller has its share, with when to come back", async () => {
    const full = setUp({ queue: { capacity: 1, maxWaiting: 1 } });
    await full.start();
    await full.start();
    const line = await full.run(post({ text: "a" }));
    expect([line.status, line.headers.get("retry-after")]).toEqual([503, "1"]);
    const greedy = setUp({ queue: { maxPerCaller: 1 } });
    await greedy.start();
    const share = await greedy.run(post({ text: "a" }));
    expect([share.status, share.headers.get("retry-after")]).toEqual([429, "1"]);
    const problem: unknown = await share.json();
    expect(isJsonObject(problem) && problem).toMatchObject({ code: "too-many-runs", limit: 1 });
  });

  it("does not break a batch that was let in", async () => {
    const { clock, run } = setUp({ queue: { capacity: 1, maxWaiting: 1, maxPerCaller: 1 } });
    const inputs = Array.from({ length: 9 }, () => ({ text: "one" }));
    const reply = run(post({ inputs }));
    await clock.advance(9000);
    expect(await (await reply).json()).toMatchObject({ outputs: inputs.map(() => ({ words: 1 })) });
  });
});
