import { describe, expect, it } from "vitest";
import { InferenceError } from "../contract/inference-error.ts";
import { collect } from "../testing/collect.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../testing/fake-backend.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { makeRunService } from "../testing/make-run-service.ts";
import { wordCount } from "../testing/word-count/task.ts";

const never = new AbortController().signal;
const bad = new InferenceError("invalid-input", "Bad.");

function setUp(steps: (text: string) => readonly FakeStep[] = () => [backendEnd({ words: 1 })]) {
  const clock = fakeClock();
  const script = ({ input }: { input: object }) => steps(wordCount.parseInput(input).text);
  const backend = new FakeBackend({ id: "onnx", clock, script });
  const service = makeRunService({ tasks: [wordCount], backends: [backend], clock, capacity: 2 });
  const start = (
    texts: readonly (string | null)[],
    may: "any may fail" | "none may fail" = "any may fail",
  ) =>
    service.startBatch({
      task: wordCount,
      choice: "auto",
      caller: "a",
      inputs: texts.map((text) =>
        text === null ? { ok: false, error: bad } : { ok: true, input: { text } },
      ),
      ...(may === "none may fail" ? {} : { problemOf: ({ code }, index) => ({ code, index }) }),
    });
  const eventsOf = async (runId: string) =>
    (await collect(service.read(runId, 0, never))).map(({ event }) => event);
  return { clock, backend, service, start, eventsOf };
}

const slow = () => [{ waitMs: 1000 }, backendEnd({ words: 1 }, { computeMs: 1000 })];

describe("a batch", () => {
  it("puts each output or problem in its place, and sums up who answered", async () => {
    const { clock, start, eventsOf } = setUp((text) => (text === "fail" ? [bad] : slow()));
    const { runId } = await start(["a", "fail", null, "b"]);
    await clock.advance(3000);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({
      type: "run-end",
      output: {
        outputs: [
          { words: 1 },
          { code: "invalid-input", index: 1 },
          { code: "invalid-input", index: 2 },
          { words: 1 },
        ],
      },
      run: { id: runId, backend: "onnx", computeMs: 2000 },
    });
  });

  it("tells of its wait and its start once, then of each input that is done", async () => {
    const { clock, start, eventsOf } = setUp(slow);
    await start(["x", "x"]);
    const { runId } = await start(["a", "b", "c"]);
    await clock.advance(9000);
    const types = (await eventsOf(runId)).map(({ type }) => type);
    expect(types.filter((type) => type !== "queue-update")).toEqual([
      "backend-start",
      "progress",
      "progress",
      "progress",
      "run-end",
    ]);
    expect(types[0]).toBe("queue-update");
  });

  it("fails when not one input was answered, with the first failure", async () => {
    const down = new InferenceError("backend-unavailable", "Down.", { retryable: true });
    const { clock, start, eventsOf } = setUp(() => [down]);
    const { runId } = await start(["a", "b"]);
    await clock.advance(10);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ error: { message: "Down." } });
  });

  it("stops at the first failure when none may fail", async () => {
    const { backend, clock, start, eventsOf } = setUp((text) => (text === "fail" ? [bad] : slow()));
    const { runId } = await start(["a", "fail", "b", "c", "d", "e"], "none may fail");
    await clock.advance(10_000);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ error: { message: "Bad." } });
    expect(backend.requests).toHaveLength(2);
    expect(backend.running).toBe(0);
  });

  it("stops all its inputs when it is cancelled", async () => {
    const { backend, clock, service, start, eventsOf } = setUp(slow);
    const { runId } = await start(["a", "b", "c", "d", "e"]);
    await clock.advance(10);
    await service.cancel(runId);
    await clock.advance(10_000);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ error: { code: "aborted" } });
    expect(backend.requests).toHaveLength(2);
  });
});
