// Every call to AWS, through its SDK. Which credentials, region and addresses it uses is the SDK's own
// matter (`AWS_REGION`, `AWS_ENDPOINT_URL_SAGEMAKER`, roles, profiles). Each of its two clients takes about
// 0.1 s and 30 MB to load (measured with Node 26), so each loads with its first call: a server with a cold
// endpoint never needs the one that invokes.
import type { CallFault, ModelClient } from "../large-model/model-client.ts";
import type { ComponentFacts } from "./copy-state.ts";
import { decodeFault } from "./decode-fault.ts";
import { isForeignHead } from "./decode-response-head.ts";

interface SagemakerClientOptions {
  readonly endpointName: string;
  /** The inference component; empty for an endpoint that has a model of its own. */
  readonly componentName: string;
  /** Left out, the SDK's own: `AWS_REGION` or the profile's. */
  readonly region?: string | undefined;
  /** What a streamed reply is asked to be; left out, the container decides by the body. */
  readonly streamAccept?: string;
  /** The most that one try of a call takes that does not write a text. Default 10 s. */
  readonly timeoutMs?: number;
}

type Control = Awaited<ReturnType<typeof loadControl>>;
type Runtime = Awaited<ReturnType<typeof loadRuntime>>;

// A connection within a region takes milliseconds; an address that does not answer is given up.
const connectionTimeout = 5_000;
const json = "application/json";

/** What went wrong in an invocation, whatever it was; `cause` is what the SDK threw. */
class InvocationError extends Error {
  override readonly name = "InvocationError";
}

/** Invokes, describes and starts one inference component. */
export class SagemakerClient implements ModelClient {
  readonly #options: SagemakerClientOptions;
  #control: Promise<Control> | null = null;
  #runtime: Promise<Runtime> | null = null;

  constructor(options: SagemakerClientOptions) {
    this.#options = options;
  }

  /** @throws InvocationError */
  invoke(body: string, signal: AbortSignal): Promise<Uint8Array> {
    return this.#invoke(body, { abortSignal: signal });
  }

  /**
   * An invocation that asks for no text worth waiting for.
   * @throws InvocationError
   */
  async knock(body: string, signal: AbortSignal): Promise<void> {
    await this.#invoke(body, { abortSignal: signal, requestTimeout: this.#timeoutMs });
  }

  /** @throws InvocationError */
  async *stream(body: string, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    try {
      const { sdk, client } = await this.#loadedRuntime();
      const { streamAccept: Accept } = this.#options;
      const command = new sdk.InvokeEndpointWithResponseStreamCommand({
        ...this.#invocation(body),
        ...(Accept === undefined ? {} : { Accept }),
      });
      const reply = await client.send(command, { abortSignal: signal });
      for await (const { PayloadPart } of reply.Body ?? []) {
        if (PayloadPart?.Bytes) yield PayloadPart.Bytes;
      }
    } catch (cause) {
      throw new InvocationError("The stream failed.", { cause });
    }
  }

  readFault(error: unknown): CallFault {
    if (!(error instanceof InvocationError)) throw error;
    return decodeFault(error.cause);
  }

  /**
   * How the component and its endpoint are.
   * @throws what the SDK throws
   */
  async describe(signal: AbortSignal): Promise<ComponentFacts & { readonly instances: number }> {
    const { endpointName: EndpointName, componentName: InferenceComponentName } = this.#options;
    const { sdk, client } = await this.#loadedControl();
    const send = { abortSignal: signal };
    const [component, endpoint] = await Promise.all([
      client.send(new sdk.DescribeInferenceComponentCommand({ InferenceComponentName }), send),
      client.send(new sdk.DescribeEndpointCommand({ EndpointName }), send),
    ]);
    const variants = endpoint.ProductionVariants ?? [];
    return {
      componentStatus: component.InferenceComponentStatus ?? "",
      currentCopies: component.RuntimeConfig?.CurrentCopyCount ?? 0,
      desiredCopies: component.RuntimeConfig?.DesiredCopyCount ?? 0,
      endpointStatus: endpoint.EndpointStatus ?? "",
      instances: variants.reduce((sum, variant) => sum + (variant.CurrentInstanceCount ?? 0), 0),
    };
  }

  /**
   * Asks for one copy, past the alarm.
   * @throws what the SDK throws
   */
  async startCopy(signal: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#loadedControl();
    const command = new sdk.UpdateInferenceComponentRuntimeConfigCommand({
      InferenceComponentName: this.#options.componentName,
      DesiredRuntimeConfig: { CopyCount: 1 },
    });
    await client.send(command, { abortSignal: signal });
  }

  async close(): Promise<void> {
    // One that never loaded has told so to whoever called it.
    const loaded = await Promise.allSettled([this.#control, this.#runtime]);
    for (const result of loaded) {
      if (result.status === "fulfilled") result.value?.client.destroy();
    }
  }

  async #invoke(
    body: string,
    send: { readonly abortSignal: AbortSignal; readonly requestTimeout?: number },
  ): Promise<Uint8Array> {
    try {
      const { sdk, client } = await this.#loadedRuntime();
      const command = new sdk.InvokeEndpointCommand({ ...this.#invocation(body), Accept: json });
      const reply = await client.send(command, send);
      return reply.Body;
    } catch (cause) {
      throw new InvocationError("The call failed.", { cause });
    }
  }

  #invocation(body: string) {
    const { endpointName, componentName } = this.#options;
    return {
      EndpointName: endpointName,
      ...(componentName === "" ? {} : { InferenceComponentName: componentName }),
      ContentType: json,
      Body: body,
    };
  }

  get #timeoutMs(): number {
    return this.#options.timeoutMs ?? 10_000;
  }

  #loadedControl(): Promise<Control> {
    return (this.#control ??= loadControl(this.#options.region, this.#timeoutMs));
  }

  #loadedRuntime(): Promise<Runtime> {
    return (this.#runtime ??= loadRuntime(this.#options.region));
  }
}

async function loadControl(region: string | undefined, requestTimeout: number) {
  const sdk = await import("@aws-sdk/client-sagemaker");
  const client = new sdk.SageMakerClient({
    ...(region === undefined ? {} : { region }),
    // Whoever watches asks again by a schedule of its own.
    maxAttempts: 2,
    requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
  });
  return { sdk, client };
}

async function loadRuntime(region: string | undefined) {
  const sdk = await import("@aws-sdk/client-sagemaker-runtime");
  const client = new sdk.SageMakerRuntimeClient({
    ...(region === undefined ? {} : { region }),
    // Another attempt is the router's matter: it knows of a small model that answers at once.
    maxAttempts: 1,
    requestHandler: { connectionTimeout, throwOnRequestTimeout: true },
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
