// What the tests of large models ask of a provider's test double: a model whose words are the test's.
import { onTestFinished } from "vitest";
import type { InvocationResult } from "../../../endpoint/endpoint-state.ts";
import { systemClock } from "../../../runtime/system-clock.ts";
import { LargeModelBackend } from "../large-model-backend.ts";

export type BackendOptions = ConstructorParameters<typeof LargeModelBackend>[0];
type Facts<Name extends "onFault" | "onInvoked"> = Parameters<NonNullable<BackendOptions[Name]>>[0];

/** What a test says as the model: the reply to the last message of a chat, in pieces; the signal fires when nobody reads on. */
export type Say = (
  message: string,
  messages: readonly string[],
  signal: AbortSignal,
) => Iterable<string> | AsyncIterable<string>;

/** One call as the model's server saw it. */
export interface SeenCall {
  readonly body: string;
  readonly isStreamed: boolean;
  readonly result: "open" | "answered" | "refused" | "aborted" | "broken";
}

/** What differs from a usual model. */
export interface ModelOptions extends Partial<BackendOptions> {
  /** How many tokens the model's server takes by its own count, whatever the backend was told. */
  readonly serverContextTokens?: number;
  /** True when the model's server refuses whatever it is asked as too long. */
  readonly isAlwaysTooLong?: boolean;
}

/** A backend before a model of the test's, and what was told of its calls. */
export interface OpenedModel {
  readonly backend: LargeModelBackend;
  /** The calls so far, oldest first. */
  readonly calls: () => readonly SeenCall[];
  /** What those who watch were told of each call. */
  readonly results: readonly InvocationResult[];
  /** What the log was told. */
  readonly faults: readonly Facts<"onFault">[];
  readonly invocations: readonly Facts<"onInvoked">[];
}

/** Opens a model that says what the test wants, and closes it with the test. */
export type OpenModel = (say?: Say, options?: ModelOptions) => Promise<OpenedModel>;

/** The backend before a client, with what it tells. */
export function openBackend({ client, ...options }: ModelOptions & Pick<BackendOptions, "client">) {
  const results: InvocationResult[] = [];
  const faults: Facts<"onFault">[] = [];
  const invocations: Facts<"onInvoked">[] = [];
  const backend = new LargeModelBackend({
    id: "sagemaker",
    client,
    modelName: "Mistral-7B-Instruct",
    contextTokens: 8192,
    concurrency: 5,
    clock: systemClock,
    observe: (observation) => {
      if (observation.kind === "invoked") results.push(observation.result);
    },
    onFault: (facts) => faults.push(facts),
    onInvoked: (facts) => invocations.push(facts),
    ...options,
  });
  onTestFinished(() => backend.close());
  return { backend, results, faults, invocations };
}

/** What a model says when the test does not mind. */
export const sayAnything: Say = () => ["It is a ", "reply."];
