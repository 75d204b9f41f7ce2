// The large model behind a local SageMaker, through the real AWS SDK and real HTTP.
import { type SagemakerLocalOptions, startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { onTestFinished, vi } from "vitest";
import type { InvocationResult } from "../../../endpoint/endpoint-state.ts";
import { systemClock } from "../../../runtime/system-clock.ts";
import type { BackendEvent } from "../../../contract/backend-event.ts";
import { LargeModelBackend } from "../../large-model/large-model-backend.ts";
import { SagemakerClient } from "../sagemaker-client.ts";

type BackendOptions = ConstructorParameters<typeof LargeModelBackend>[0];
type Facts<Name extends "onFault" | "onInvoked"> = Parameters<NonNullable<BackendOptions[Name]>>[0];

/** What a test says as the model: the reply to the last message of a chat, in pieces. */
export type Say = (message: string, messages: readonly string[]) => Iterable<string>;

interface LocalEndpointOptions extends Partial<BackendOptions> {
  readonly local?: Partial<SagemakerLocalOptions>;
}

/** Starts both, and ends both with the test. */
export async function openLocalEndpoint(
  say: Say = () => ["It is a ", "reply."],
  { local: localOptions, ...options }: LocalEndpointOptions = {},
) {
  const local = await startSagemakerLocal({
    start: "warm",
    async *answer({ messages }) {
      const contents = messages.map(({ content }) => content);
      yield* say(contents.at(-1) ?? "", contents);
    },
    ...localOptions,
  });
  useCredentials(local.url);
  const results: InvocationResult[] = [];
  const faults: Facts<"onFault">[] = [];
  const invocations: Facts<"onInvoked">[] = [];
  const backend = new LargeModelBackend({
    id: "sagemaker",
    client: new SagemakerClient({
      endpointName: "local-endpoint",
      componentName: "local-component",
      region: "us-east-1",
    }),
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
  onTestFinished(async () => {
    await backend.close();
    await local.close();
  });
  return { local, backend, results, faults, invocations };
}

/** Has the SDK of this test call an address with made-up credentials. */
export function useCredentials(url: string): void {
  vi.stubEnv("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

/** The text that a run showed while it was written. */
export function shownText(events: readonly BackendEvent[]): string {
  return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
}
