// What callers of the API see of kept answers.
import { expect, it } from "vitest";
import { FakeBackend } from "../../testing/fake-backend.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { makeRunService } from "../../testing/make-run-service.ts";
import { sentimentAnalysis } from "../../tasks/sentiment-analysis/task.ts";
import { MemoryResultCache } from "../../runs/memory/memory-result-cache.ts";
import { judge, me, post } from "./rest-api-fixture.ts";
import { createRestApi } from "./rest-api.ts";

const text = "I love it.";

function setUp() {
  const clock = fakeClock();
  const backend = new FakeBackend({ id: "onnx", clock, script: judge });
  const cache = new MemoryResultCache({ clock });
  const runs = makeRunService({ tasks: [sentimentAnalysis], backends: [backend], clock, cache });
  const api = createRestApi({
    ...{ runs, clock, maxBodyBytes: 2_000_000, allowedOrigins: [] },
    readiness: () => ({ ready: true }),
    onFault: () => undefined,
  });
  const run = (body: object, headers: Record<string, string> = {}) =>
    api.run(post(body, { headers }), sentimentAnalysis.id, me);
  const replyOf = async (response: Response): Promise<unknown> => {
    const reply: unknown = await response.json();
    return reply;
  };
  return { api, backend, run, replyOf };
}

it("one run, a batch, events and the older routes share answers, and say so where there is room", async () => {
  const { api, backend, run, replyOf } = setUp();
  expect(await replyOf(await run({ text }))).toMatchObject({ run: { cached: false } });
  expect(await replyOf(await run({ text }))).toMatchObject({ run: { cached: true, computeMs: 0 } });
  expect(await replyOf(await run({ inputs: [{ text }, { text }] }))).toMatchObject({
    run: { cached: true },
  });
  const events = await (await run({ text }, { accept: "text/event-stream" })).text();
  expect(events).toContain('"cached":true');
  const replies = [
    await api.predict(post({ text: [text] }), me),
    await api.demo(post({ inputs: [text] }), me),
  ];
  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  expect(backend.requests).toHaveLength(1);
});

it("Cache-Control is heard on every route of a run", async () => {
  const { api, backend, run, replyOf } = setUp();
  await run({ text });
  const headers = { "cache-control": "no-store" };
  expect(await replyOf(await run({ text }, headers))).toMatchObject({ run: { cached: false } });
  await api.predict(post({ text: [text] }, { headers }), me);
  await api.demo(post({ inputs: [text] }, { headers }), me);
  await run({ inputs: [{ text }] }, { "cache-control": "no-cache" });
  expect(backend.requests).toHaveLength(5);
});
