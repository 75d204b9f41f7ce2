// The container's reply as a fault wants it, and the time that SageMaker gives it.
import type { Answer } from "./answer.ts";
import { noCapacityMessage } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import {
  type ContainerOptions,
  type ContainerReply,
  contextLengthMessage,
  failure,
  refusal,
  runContainer,
} from "./container.ts";
import type { FaultName } from "./faults.ts";

/** How long SageMaker waits for the container's whole reply when it is not streamed. */
const containerTimeoutMs = 60_000;

interface ContainerCall {
  readonly body: string;
  readonly accept: string | undefined;
  readonly isStreamed: boolean;
  readonly signal: AbortSignal;
}

interface Surroundings {
  readonly container: ContainerOptions;
  readonly clock: Clock;
}

/** Runs a request in the container, or gives what a fault puts in the place of its reply. */
export async function faultyReply(
  { container, clock }: Surroundings,
  call: ContainerCall,
  fault: FaultName | null,
): Promise<ContainerReply> {
  const { body, accept, isStreamed, signal } = call;
  const instead = fault === null ? undefined : insteadOf[fault]?.({ ...call, container });
  if (instead) return instead;
  const faulty = faultyAnswer(fault);
  const { forward } = container;
  const run = (over: AbortSignal) =>
    forward && !faulty
      ? forward(body, over, accept)
      : runContainer(body, { ...container, answer: faulty ?? container.answer }, over);
  if (isStreamed) return run(signal);
  const running = new AbortController();
  const whole = run(AbortSignal.any([signal, running.signal]));
  try {
    return await inTime(whole, clock);
  } finally {
    running.abort();
  }
}

async function inTime(whole: Promise<ContainerReply>, clock: Clock): Promise<ContainerReply> {
  const over = new AbortController();
  const tooLate = clock.wait(containerTimeoutMs, over.signal).then(
    () => timedOut,
    // Called off, since the reply has come: nobody looks.
    () => timedOut,
  );
  try {
    return await Promise.race([whole, tooLate]);
  } finally {
    over.abort();
  }
}

const timedOut: ContainerReply = {
  ok: false,
  status: 0,
  text: "Your invocation timed out while waiting for a response from container primary. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.",
};

const outOfMemory = new Error("CUDA out of memory. Tried to allocate 2.00 GiB.");

type Instead = (
  call: ContainerCall & Pick<Surroundings, "container">,
) => ContainerReply | undefined;

const insteadOf: Readonly<Partial<Record<FaultName, Instead>>> = {
  "model-error": () => {
    const { text } = failure(new Error("the request could not be processed"));
    return { ok: false, status: 400, text };
  },
  "model-error-5xx": () => failure(outOfMemory),
  busy: () => ({
    ...failure(new Error("the server has no room for another request")),
    status: 503,
  }),
  "mid-stream-error": ({ isStreamed }) => (isStreamed ? undefined : failure(outOfMemory)),
  "mid-stream-sse-error": ({ isStreamed }) => (isStreamed ? undefined : failure(outOfMemory)),
  "cold-echo": ({ body }) => refusal(`${noCapacityMessage} was sent in: ${body.slice(0, 500)}`),
  "context-length": ({ container: { contextTokens } }) => {
    const promptTokens = contextTokens + 1000;
    return refusal(contextLengthMessage({ contextTokens, promptTokens, maxTokens: 512 }));
  },
};

function faultyAnswer(fault: FaultName | null): Answer | undefined {
  if (fault === "bad-reply") return badReply;
  if (fault === "empty-reply") return emptyReply;
  return undefined;
}

async function* badReply(): AsyncGenerator<string> {
  for (const word of "I would rather talk about the weather: it is mild, and".split(/(?= )/u)) {
    yield word;
  }
}

async function* emptyReply(): AsyncGenerator<string> {
  yield "";
}
