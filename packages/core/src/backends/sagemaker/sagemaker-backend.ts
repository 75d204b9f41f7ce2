// The large model: a task's prompt is fitted to the model's context, asked, read, and asked once more
// when its reply cannot be used.
import { InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import type { Observation } from "../../endpoint/endpoint-state.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backend.ts";
import { answerPrompt } from "../large-model/answer-prompt.ts";
import type { ChatCodec } from "../large-model/chat-codec.ts";
import type { FaultFacts } from "./decode-fault.ts";
import { vllmChatCodec } from "../large-model/decode-vllm-chat.ts";
import { type InvocationFacts, LargeModel } from "../large-model/large-model.ts";
import { RuntimeClient } from "./runtime-client.ts";
import { defaultTimeouts, type Timeouts } from "../large-model/timeouts.ts";

/** Which run an invocation was part of. */
interface RunFacts {
  readonly taskId: string;
  readonly runId: string | null;
}

interface SagemakerBackendOptions {
  readonly endpointName: string;
  /** The inference component; empty for an endpoint that has a model of its own. */
  readonly componentName: string;
  /** Left out, the AWS SDK finds it. */
  readonly region?: string | undefined;
  /** What answers are signed with. */
  readonly modelName: string;
  /** Tokens that the model takes, prompt and reply together. */
  readonly contextTokens: number;
  /** How many runs it does at a time; who lets them in keeps to it. */
  readonly concurrency: number;
  readonly clock: Clock;
  /** Told before each invocation, and what each one showed. */
  readonly observe: (observation: Observation) => void;
  readonly timeouts?: Partial<Timeouts>;
  /** For the log: why an invocation failed, in the service's words. */
  readonly onFault?: (facts: FaultFacts & RunFacts) => void;
  /** For the log: tokens and times of each invocation. */
  readonly onInvoked?: (facts: InvocationFacts & RunFacts) => void;
  /** What the container speaks; vLLM's OpenAI chat schema if left out. */
  readonly codec?: ChatCodec;
}

/**
 * The large model behind a SageMaker endpoint.
 * @example
 * const backend = new SagemakerBackend({
 *   endpointName: "nlp-prod", componentName: "mistral", modelName: "Mistral-7B-Instruct",
 *   contextTokens: 8192, concurrency: 5, clock: systemClock,
 *   observe: (observation) => endpoint.observe(observation),
 * });
 */
export class SagemakerBackend implements Backend {
  readonly id = "sagemaker";
  readonly capacity: number;
  readonly #options: SagemakerBackendOptions;
  readonly #client: RuntimeClient;
  readonly #closed = new AbortController();

  constructor(options: SagemakerBackendOptions) {
    this.capacity = options.concurrency;
    this.#options = options;
    const { endpointName, componentName, region } = options;
    this.#client = new RuntimeClient({ endpointName, componentName, region });
  }

  supports(task: AnyTask): boolean {
    return task.loadPrompt !== undefined;
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    const { task, runId = null } = request;
    const { clock, modelName, contextTokens } = this.#options;
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    throwIfAborted(stop);
    const startedAtMs = clock.nowMs();
    const input = task.parseInput(request.input);
    const prompt = await task.loadPrompt?.();
    if (!prompt) throw noPrompt(task);
    const facts = { taskId: task.id, runId };
    const { output, notice } = yield* answerPrompt({
      prompt,
      input,
      model: this.#modelFor(facts),
      modelName,
      contextTokens,
      signal: stop,
      onUnreadable: (why) => this.#options.onFault?.({ ...unreadable, message: why, ...facts }),
    });
    const computeMs = clock.nowMs() - startedAtMs;
    yield {
      type: "backend-end",
      output: task.parseOutput(output),
      model: modelName,
      computeMs,
      notice,
    };
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#client.close();
  }

  #modelFor(run: RunFacts): LargeModel {
    const { codec = vllmChatCodec, clock, observe, timeouts, onFault, onInvoked } = this.#options;
    return new LargeModel({
      client: this.#client,
      codec,
      clock,
      observe,
      timeouts: { ...defaultTimeouts, ...timeouts },
      onFault: (facts) => onFault?.({ ...facts, ...run }),
      onInvoked: (facts) => onInvoked?.({ ...facts, ...run }),
    });
  }
}

/** What the log hears of a reply that its prompt cannot read. */
const unreadable: FaultFacts = {
  code: "backend-failed",
  name: "UnreadableReply",
  message: null,
  status: null,
  originalStatus: null,
  errorCode: null,
  requestId: null,
  logStreamArn: null,
};

function noPrompt({ id }: AnyTask): InferenceError {
  return new InferenceError(
    "backend-failed",
    `The large model does not know ${id}. Let a small model answer.`,
    { retryable: true },
  );
}
