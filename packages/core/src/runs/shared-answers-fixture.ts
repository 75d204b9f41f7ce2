// A run service that keeps answers, for tests that count what is computed.
import type { BackendRequest } from "../backends/backend.ts";
import type { EndpointStatus } from "../endpoint/endpoint-status.ts";
import { InferenceError } from "../contract/inference-error.ts";
import { collect } from "../testing/collect.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../testing/fake-backend.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { FakeEndpoint } from "../testing/fake-endpoint.ts";
import { makeRunService, type QueueLimits } from "../testing/make-run-service.ts";
import { wordCount } from "../testing/word-count/task.ts";
import { MemoryResultCache } from "./memory/memory-result-cache.ts";
import type { StartFacts } from "./runs.ts";

/** Fires never. */
export const never = new AbortController().signal;
/** What a backend does with a run: it takes a second. */
export const answer: readonly FakeStep[] = [
  { type: "text-delta", text: "two" },
  { waitMs: 1000 },
  backendEnd({ words: 2 }, { computeMs: 900, notice: "Short." }),
];
/** What a backend fails with. */
export const failure = new InferenceError("backend-failed", "It failed.", { retryable: true });

interface Setup extends QueueLimits {
  readonly script?: (request: BackendRequest) => readonly FakeStep[];
  /** The large model's; left out, there is none. */
  readonly status?: Partial<EndpointStatus>;
  readonly large?: () => readonly FakeStep[];
}

/** A service with a cache, over a small model and, where the test says how it is, a large one. */
export function setUp({
  script = () => answer,
  status,
  large = () => answer,
  ...limits
}: Setup = {}) {
  const clock = fakeClock();
  const onnx = new FakeBackend({ id: "onnx", clock, script });
  const sagemaker = new FakeBackend({ id: "sagemaker", role: "large", clock, script: large });
  const endpoint = new FakeEndpoint({ clock, ...(status ? { status } : {}) });
  const cache = new MemoryResultCache({ clock });
  const service = makeRunService({
    ...{ tasks: [wordCount], clock, cache, ...limits },
    ...(status ? { backends: [sagemaker, onnx], endpoint } : { backends: [onnx] }),
  });
  type Facts = Partial<StartFacts> & { readonly text?: string };
  const start = ({ text = "one two", ...facts }: Facts = {}) =>
    service.start({ task: wordCount, input: { text }, choice: "auto", caller: "a", ...facts });
  const eventsOf = async (runId: string) =>
    (await collect(service.read(runId, 0, never))).map(({ event }) => event);
  const endOf = async (facts: Facts = {}) => {
    const { runId } = await start(facts);
    await clock.advance(1000);
    return (await eventsOf(runId)).at(-1);
  };
  return { clock, cache, onnx, sagemaker, endpoint, service, start, eventsOf, endOf };
}

/** The end of a run that was computed. */
export const computed = {
  type: "run-end",
  output: { words: 2 },
  run: { cached: false, computeMs: 900 },
};
/** The end of a run for which nothing was computed. */
export const cached = { ...computed, run: { cached: true, computeMs: 0, model: "test-model" } };
