// A large model as a backend: a task's prompt is fitted to the model's context, asked, read, and asked once
// more when its reply cannot be used. Which provider runs the model is the client's matter.
import type { BackendId } from "../../contract/backend-id.ts";
import { InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import type { Observation } from "../../endpoint/endpoint-state.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backend.ts";
import { answerPrompt, askTask } from "./answer-prompt.ts";
import type { ChatCodec } from "./chat-codec.ts";
import { ChatModel, type FailureFacts, type InvocationFacts } from "./chat-model.ts";
import { openaiChatCodec } from "./decode-openai-chat.ts";
import type { ModelClient, ModelRoute } from "./model-client.ts";
import { factsOf } from "./read-fault.ts";
import { defaultTimeouts, type Timeouts } from "./timeouts.ts";

/** Which run an invocation was part of. */
interface RunFacts {
  readonly taskId: string;
  readonly runId: string | null;
}

/** What a large model is asked with, and who is told of it. */
export interface LargeModelBackendOptions {
  /** The provider's. */
  readonly id: BackendId;
  /** The provider's; closed with the backend. */
  readonly client: ModelClient;
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
  readonly onFault?: (facts: FailureFacts & RunFacts) => void;
  /** For the log: tokens and times of each invocation. */
  readonly onInvoked?: (facts: InvocationFacts & RunFacts) => void;
  /** What the model's server speaks; the OpenAI chat schema if left out. */
  readonly codec?: ChatCodec;
}

/**
 * A large model, whoever runs it.
 * @example
 * const backend = new LargeModelBackend({
 *   id: "sagemaker", client: sagemaker, modelName: "Mistral-7B-Instruct", contextTokens: 8192,
 *   concurrency: 5, clock: systemClock,
 *   observe: (observation) => endpoint.observe(observation),
 * });
 */
export class LargeModelBackend implements Backend {
  readonly id: BackendId;
  readonly role = "large";
  readonly capacity: number;
  readonly #options: LargeModelBackendOptions;
  readonly #closed = new AbortController();

  constructor(options: LargeModelBackendOptions) {
    this.id = options.id;
    this.capacity = options.concurrency;
    this.#options = options;
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
    const { client } = this.#options;
    const route = client.routeOf?.(task.id, input) ?? { client, answersTask: false };
    const question = {
      prompt,
      input,
      model: this.#modelFor(facts, route.client),
      modelName,
      contextTokens,
      signal: stop,
      onUnreadable: (why: string) =>
        this.#options.onFault?.({ ...unreadable, message: why, ...facts }),
    };
    const { output, notice } = route.answersTask
      ? await askTask(question, task)
      : yield* answerPrompt(question);
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
    await this.#options.client.close();
  }

  #modelFor(run: RunFacts, client: ModelRoute["client"]): ChatModel {
    const { codec = openaiChatCodec, clock, observe, timeouts, onFault, onInvoked } = this.#options;
    return new ChatModel({
      client,
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
const unreadable: FailureFacts = { code: "backend-failed", ...factsOf("UnreadableReply") };

function noPrompt({ id }: AnyTask): InferenceError {
  return new InferenceError(
    "backend-failed",
    `The large model does not know ${id}. Let a small model answer.`,
    { retryable: true },
  );
}
