import { describe, expect, it, vi } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { makeRunService } from "../../testing/make-run-service.ts";
import { createRestApi } from "./rest-api.ts";
import { countWords, me, post, setUp } from "./rest-api-fixture.ts";

describe("a single run", () => {
  it("replies with the output and the run at the top level", async () => {
    const { api } = setUp();
    const response = await api.run(post({ text: "one two" }), "word-count", me);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const text = await response.text();
    expect(text).toMatch(/"id":"[0-9a-f]{32}"/);
    expect(JSON.parse(text)).toMatchObject({
      words: 2,
      run: {
        backend: "onnx",
        role: "small",
        model: "test-model",
        reason: "the server's CPU answers at once",
        reasonFacts: { code: "at-once" },
        cached: false,
        queueMs: 0,
        computeMs: 2,
        notice: null,
        noticeFacts: [],
      },
    });
  });

  it.each([
    [{ text: "" }, "text"],
    [{}, "text"],
    [{ text: 5 }, "text"],
    [{ text: "a", extra: 1 }, "extra"],
    [{ text: "\uD800" }, "text"],
    [{ text: "a", backend: "browser" }, "backend"],
  ])("answers %j with a 400 that names the field", async (body, field) => {
    const response = await setUp().api.run(post(body), "word-count", me);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "invalid-input", status: 400, field });
  });

  it("answers a text over the limit with its size and the limit", async () => {
    const response = await setUp().api.run(post({ text: "a".repeat(1_000_001) }), "word-count", me);
    expect(await response.json()).toMatchObject({ size: 1_000_001, limit: 1_000_000 });
  });

  it("names the tasks that there are when one is unknown, whatever the method", async () => {
    for (const method of ["GET", "POST", "DELETE", "OPTIONS"]) {
      const request = new Request("http://host/", { method });
      const response = await setUp().api.run(request, "translation", me);
      expect(response.status).toBe(404);
      expect(await response.text()).toMatch(/word-count.*"code":"unknown-task"/);
    }
  });

  it("answers a wrong method with 405 and what it takes", async () => {
    const request = new Request("http://host/", { method: "GET" });
    const response = await setUp().api.run(request, "word-count", me);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST, OPTIONS");
  });

  it("answers 406 when the caller takes neither form", async () => {
    const request = post({ text: "a" }, { headers: { accept: "text/html" } });
    expect((await setUp().api.run(request, "word-count", me)).status).toBe(406);
  });

  it("says when to come back when the line is full", async () => {
    const full = new InferenceError("overloaded", "Full.", { retryable: true, retryAfterMs: 3000 });
    const response = await setUp({ script: () => [full] }).run(post({ text: "a" }));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("3");
  });

  it("answers a bug with 500, tells the log, and shows nothing of it", async () => {
    const readiness = () => {
      throw new Error("secret");
    };
    const onFault = vi.fn();
    const clock = fakeClock();
    const runs = makeRunService({ tasks: [], backends: [], clock });
    const options = { runs, clock, maxBodyBytes: 10, allowedOrigins: [], onFault };
    const response = await createRestApi({ ...options, readiness }).ready(new Request("http://h/"));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    expect(onFault).toHaveBeenCalledOnce();
  });

  it("stops the run when the client goes away", async () => {
    const { api, backend, clock } = setUp({ script: () => [{ waitMs: 1000 }] });
    const client = new AbortController();
    const reply = api.run(post({ text: "a" }, { signal: client.signal }), "word-count", me);
    await clock.advance(10);
    expect(backend.running).toBe(1);
    client.abort();
    expect((await reply).status).toBe(499);
    expect(backend.running).toBe(0);
  });
});

describe("a batch", () => {
  it("gives one output or one problem per input, in order, and the run beside them", async () => {
    const inputs = [{ text: "one" }, { text: "" }, "text", { text: "one two three" }];
    const response = await setUp().api.run(post({ inputs }), "word-count", me);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      outputs: [
        { words: 1 },
        { code: "invalid-input", status: 400, field: "inputs[1].text" },
        { code: "invalid-input", status: 400, field: "inputs[2]" },
        { words: 3 },
      ],
      run: { backend: "onnx", model: "test-model", computeMs: 4 },
    });
  });

  it("keeps the order of 256 inputs that take different times", async () => {
    const { api, clock } = setUp({
      script: (request) => [{ waitMs: Math.random() * 50 }, ...countWords(request)],
    });
    const inputs = Array.from({ length: 256 }, (_, index) => ({ text: "w ".repeat(index) + "w" }));
    const reply = api.run(post({ inputs }), "word-count", me);
    await clock.advance(256 * 50);
    expect(await (await reply).json()).toMatchObject({
      outputs: inputs.map((_, index) => ({ words: index + 1 })),
    });
  });

  it("is refused above 256 inputs", async () => {
    const many = Array.from({ length: 257 }, () => ({ text: "a" }));
    expect((await setUp().api.run(post({ inputs: many }), "word-count", me)).status).toBe(400);
  });

  it("has no run when no input got an answer", async () => {
    const response = await setUp().api.run(post({ inputs: [{}] }), "word-count", me);
    expect(await response.json()).toMatchObject({ run: null });
  });

  it("stops all its runs when the client goes away", async () => {
    const { api, backend, clock } = setUp({ script: () => [{ waitMs: 1000 }] });
    const client = new AbortController();
    const inputs = Array.from({ length: 10 }, () => ({ text: "a" }));
    const reply = api.run(post({ inputs }, { signal: client.signal }), "word-count", me);
    await clock.advance(10);
    client.abort();
    expect((await reply).status).toBe(499);
    expect(backend.running).toBe(0);
    expect(backend.requests).toHaveLength(4);
  });
});

describe("a run as events", () => {
  const accept = { headers: { accept: "text/event-stream" } };

  it("numbers its events and ends after the last", async () => {
    const response = await setUp().api.run(post({ text: "a b" }, accept), "word-count", me);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const frames = (await response.text()).split("\n\n");
    expect(frames[0]).toBe(
      'id: 1\nevent: backend-start\ndata: {"type":"backend-start","backend":"onnx","role":"small","reason":"the server\'s CPU answers at once","reasonFacts":{"code":"at-once"}}',
    );
    expect(frames[1]).toMatch(
      /^id: 2\nevent: run-end\ndata: \{"type":"run-end","output":\{"words":2\}/,
    );
    expect(frames[2]).toBe("");
  });

  it("ends with run-error when the run fails", async () => {
    const broken = new InferenceError("backend-failed", "Broken.");
    const { api } = setUp({ script: () => [broken] });
    const response = await api.run(post({ text: "a" }, accept), "word-count", me);
    expect(await response.text()).toContain('event: run-error\ndata: {"type":"run-error"');
  });

  it("answers bad input with a problem, not with a stream", async () => {
    const response = await setUp().api.run(post({ text: "" }, accept), "word-count", me);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  it("says that it is alive while nothing happens", async () => {
    const { api, clock } = setUp({ script: (run) => [{ waitMs: 40_000 }, ...countWords(run)] });
    const response = await api.run(post({ text: "a" }, accept), "word-count", me);
    const text = response.text();
    await clock.advance(40_000);
    expect((await text).match(/^: still here$/gm)).toHaveLength(2);
  });

  it("names the run in its headers, and goes on when the reader goes away", async () => {
    const { api, run, clock } = setUp({
      script: (asked) => [{ waitMs: 1000 }, ...countWords(asked)],
    });
    const response = await run(post({ text: "a" }, accept));
    const runId = response.headers.get("x-run-id") ?? "";
    expect(response.headers.get("location")).toBe(`/api/v1/runs/${runId}`);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await clock.advance(1000);
    const kept = await api.keptRun(new Request("http://host/"), runId, me);
    expect(await kept.json()).toMatchObject({ status: "done", output: { words: 1 } });
  });

  it("tells how many inputs of a batch are done, and all outputs at its end", async () => {
    const inputs = [{ text: "one" }, {}, { text: "one two" }];
    const text = await (await setUp().run(post({ inputs }, accept))).text();
    expect(text.match(/^event: .*$/gm)).toEqual([
      "event: backend-start",
      "event: progress",
      "event: progress",
      "event: run-end",
    ]);
    expect(text).toContain(
      '{"type":"progress","stage":"reading","done":3,"total":3,"unit":"items"}',
    );
    expect(text).toMatch(
      /"outputs":\[\{"words":1\},\{[^}]*"field":"inputs\[1\].text"[^}]*\},\{"words":2\}\]/,
    );
  });

  it("refuses a batch without one good input, since there is no run to tell of", async () => {
    const response = await setUp().run(post({ inputs: [{}] }, accept));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field: "inputs[0].text" });
  });
});
