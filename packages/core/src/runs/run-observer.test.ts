import { expect, it } from "vitest";
import { InferenceError } from "../contract/inference-error.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../testing/fake-backend.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { makeRunService } from "../testing/make-run-service.ts";
import { wordCount } from "../testing/word-count/task.ts";
import type { EndedRun, RunObserver } from "./run-observer.ts";

function setUp(script: readonly FakeStep[]) {
  const clock = fakeClock();
  const ended: EndedRun[] = [];
  const refused: string[] = [];
  const observer: RunObserver = {
    ended: (run) => ended.push(run),
    refused: (task, code) => refused.push(`${task.id}: ${code}`),
  };
  const backends = [new FakeBackend({ id: "onnx", clock, script: () => script })];
  const limits = { capacity: 1, maxPerCaller: 1 };
  const service = makeRunService({ tasks: [wordCount], backends, clock, observer, ...limits });
  const facts = { task: wordCount, choice: "auto", caller: "a" } as const;
  return { clock, ended, refused, service, facts };
}

it("an observer is told of each input once, with its end and its first text", async () => {
  const { clock, ended, service, facts } = setUp([
    { waitMs: 300 },
    { type: "text-delta", text: "two" },
    { waitMs: 700 },
    { type: "text-delta", text: " words" },
    backendEnd({ words: 2 }),
  ]);
  const input = { text: "one two" };
  const { runId } = await service.start({ ...facts, input });
  await clock.advance(1000);
  expect(ended).toMatchObject([
    { runId, input, isPart: false, end: { type: "run-end" }, backend: "onnx", firstDeltaMs: 300 },
  ]);
  const inputs = ["a", "b"].map((text) => ({ ok: true, input: { text } }) as const);
  await service.startBatch({ ...facts, inputs });
  await clock.advance(5000);
  expect(ended.slice(1).map(({ isPart, input: one }) => [isPart, one])).toEqual([
    [true, { text: "a" }],
    [true, { text: "b" }],
  ]);
});

it("an observer is told of failures and of what was refused", async () => {
  const failure = new InferenceError("backend-failed", "It failed.");
  const { clock, ended, refused, service, facts } = setUp([{ waitMs: 10 }, failure]);
  await service.start({ ...facts, input: { text: "a" } });
  await expect(service.start({ ...facts, input: { text: "b" } })).rejects.toThrow();
  await clock.advance(10);
  expect(ended).toMatchObject([
    { end: { error: { code: "backend-failed" } }, backend: "onnx", firstDeltaMs: null },
  ]);
  expect(refused).toEqual(["word-count: too-many-runs"]);
});
