// The large model behind a local SageMaker, through the real AWS SDK and real HTTP.
import {
  type SagemakerLocal,
  type SagemakerLocalOptions,
  startSagemakerLocal,
} from "@pilotlight/sagemaker-local";
import { onTestFinished, vi } from "vitest";
import {
  type ModelOptions,
  openBackend,
  type OpenedModel,
  type Say,
  sayAnything,
} from "../../large-model/testing/open-model.ts";
import { SagemakerClient } from "../sagemaker-client.ts";

interface LocalEndpointOptions extends ModelOptions {
  readonly local?: Partial<SagemakerLocalOptions>;
}

/** Starts both, and ends both with the test. */
export async function openLocalEndpoint(
  say: Say = sayAnything,
  {
    local: localOptions,
    serverContextTokens,
    isAlwaysTooLong,
    ...options
  }: LocalEndpointOptions = {},
): Promise<OpenedModel & { readonly local: SagemakerLocal }> {
  const local = await startSagemakerLocal({
    start: "warm",
    async *answer({ messages }, signal) {
      const contents = messages.map(({ content }) => content);
      yield* say(contents.at(-1) ?? "", contents, signal);
    },
    ...(serverContextTokens === undefined ? {} : { contextTokens: serverContextTokens }),
    ...(isAlwaysTooLong === true ? { fault: "context-length" } : {}),
    ...localOptions,
  });
  onTestFinished(() => local.close());
  useCredentials(local.url);
  const client = new SagemakerClient({
    endpointName: "local-endpoint",
    componentName: "local-component",
    region: "us-east-1",
  });
  const calls = () => {
    const isCall = ({ operation }: { operation: string }) => operation.startsWith("Invoke");
    return local.requests.filter(isCall).map(({ operation, body, result }) => ({
      body,
      result,
      isStreamed: operation === "InvokeEndpointWithResponseStream",
    }));
  };
  return { ...openBackend({ client, ...options }), calls, local };
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
