// A run service over a large model whose endpoint the test sets, and a small one that answers at once.
import type { BackendRequest } from "../backends/backend.ts";
import type { EndpointStatus } from "../endpoint/endpoint-status.ts";
import { InferenceError } from "../contract/inference-error.ts";
import { collect } from "../testing/collect.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../testing/fake-backend.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { FakeEndpoint } from "../testing/fake-endpoint.ts";
import { makeRunService, type QueueLimits } from "../testing/make-run-service.ts";
import { wordCount } from "../testing/word-count/task.ts";
import type { StartRequest } from "./runs.ts";

const never = new AbortController().signal;
/** The large model takes a second. */
export const answer: readonly FakeStep[] = [{ waitMs: 1000 }, backendEnd({ words: 2 })];
/** What the large model says when no copy runs. */
export const cold = new InferenceError("endpoint-cold", "The large model is asleep.", {
  retryable: true,
});
/** What it says when it fails. */
export const broken = new InferenceError("backend-failed", "The model failed.", {
  retryable: true,
});

interface Setup extends QueueLimits {
  readonly status?: Partial<EndpointStatus>;
  /** What the large model does with a run. */
  readonly large?: (request: BackendRequest) => readonly FakeStep[];
  readonly maxWaitingForWarm?: number;
}

/** Makes the service and what a test looks at. */
export function setUp({
  status,
  large = () => answer,
  maxWaitingForWarm = 64,
  ...limits
}: Setup = {}) {
  const clock = fakeClock();
  const endpoint = new FakeEndpoint({
    clock,
    maxWaiting: maxWaitingForWarm,
    ...(status ? { status } : {}),
  });
  const sagemaker = new FakeBackend({ id: "sagemaker", role: "large", clock, script: large });
  const onnx = new FakeBackend({ id: "onnx", clock, script: () => [backendEnd({ words: 2 })] });
  const backends = [sagemaker, onnx];
  const service = makeRunService({ tasks: [wordCount], backends, clock, endpoint, ...limits });
  const input = { text: "one two" };
  const start = (facts: Partial<StartRequest> = {}) =>
    service.start({ task: wordCount, input, choice: "auto", caller: "a", ...facts });
  const eventsOf = async (runId: string) =>
    (await collect(service.read(runId, 0, never))).map(({ event }) => event);
  /** The end of a run that needs no time of its own. */
  const endOf = async (facts: Partial<StartRequest> = {}) => {
    const { runId } = await start(facts);
    await clock.advance(1000);
    return (await eventsOf(runId)).at(-1);
  };
  return { clock, endpoint, sagemaker, onnx, service, start, eventsOf, endOf };
}

/** A run that asks for the large model and waits for it. */
export const pinned = { choice: "large", waitMs: 600_000 } as const;
