// The two calls to SageMaker's runtime, bytes in and bytes out. The SDK is loaded with the first call:
// it takes some 0.1 s and 30 MB, and a server without an endpoint, or with a cold one, needs neither.
import type { SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { isForeignHead } from "./decode-response-head.ts";

interface RuntimeClientOptions {
  readonly endpointName: string;
  /** Empty for an endpoint that has a model of its own. */
  readonly componentName: string;
  /** Left out, the SDK's own: `AWS_REGION` or the profile's. */
  readonly region?: string | undefined;
}

interface Loaded {
  readonly sdk: typeof import("@aws-sdk/client-sagemaker-runtime");
  readonly client: SageMakerRuntimeClient;
}

// A connection within a region takes milliseconds; an address that does not answer is given up.
const connectionTimeoutMs = 5_000;

/** What went wrong in a call, whatever it was; `cause` is what the SDK threw. */
export class InvocationError extends Error {
  override readonly name = "InvocationError";
}

/** Invokes one inference component. */
export class RuntimeClient {
  readonly #options: RuntimeClientOptions;
  #loading: Promise<Loaded> | null = null;

  constructor(options: RuntimeClientOptions) {
    this.#options = options;
  }

  /**
   * The whole reply to a body; when the signal fires the connection is closed.
   * @throws InvocationError
   */
  async invoke(body: string, signal: AbortSignal): Promise<Uint8Array> {
    try {
      const { sdk, client } = await this.#load();
      const command = new sdk.InvokeEndpointCommand({ ...this.#input(body), Accept: json });
      const reply = await client.send(command, { abortSignal: signal });
      return reply.Body;
    } catch (cause) {
      throw new InvocationError("The call failed.", { cause });
    }
  }

  /**
   * The reply's bytes as they come; when the signal fires the connection is closed.
   * @throws InvocationError
   */
  async *stream(body: string, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    try {
      const { sdk, client } = await this.#load();
      const command = new sdk.InvokeEndpointWithResponseStreamCommand(this.#input(body));
      const reply = await client.send(command, { abortSignal: signal });
      for await (const { PayloadPart } of reply.Body ?? []) {
        if (PayloadPart?.Bytes) yield PayloadPart.Bytes;
      }
    } catch (cause) {
      throw new InvocationError("The stream failed.", { cause });
    }
  }

  /** Closes connections that are kept open. */
  async close(): Promise<void> {
    const loaded = await this.#loading?.catch(() => null);
    loaded?.client.destroy();
  }

  #input(body: string) {
    const { endpointName, componentName } = this.#options;
    return {
      EndpointName: endpointName,
      ...(componentName === "" ? {} : { InferenceComponentName: componentName }),
      ContentType: json,
      Body: body,
    };
  }

  #load(): Promise<Loaded> {
    this.#loading ??= load(this.#options.region);
    return this.#loading;
  }
}

const json = "application/json";

async function load(region: string | undefined): Promise<Loaded> {
  const sdk = await import("@aws-sdk/client-sagemaker-runtime");
  const client = new sdk.SageMakerRuntimeClient({
    ...(region === undefined ? {} : { region }),
    // Another attempt is the router's matter: it knows of a small model that answers at once.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: connectionTimeoutMs },
  });
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        const result = await next(call);
        const isStream = commandName === sdk.InvokeEndpointWithResponseStreamCommand.name;
        if (isStream && isForeignHead(result.response)) throw new Error("No event stream.");
        return result;
      },
    // Next to the wire, before the SDK reads the body: of a page of HTML it takes the first four
    // letters for the length of a message, and makes room for a gigabyte.
    { step: "deserialize", priority: "low", name: "eventStreamOnly" },
  );
  return { sdk, client };
}
