// The calls that watch and wake the endpoint, through the AWS SDK. Which credentials, region and address it
// uses is the SDK's own matter (`AWS_REGION`, `AWS_ENDPOINT_URL_SAGEMAKER`, roles, profiles).
import { decodeInvokeError } from "./decode-call-error.ts";
import type { Description, InvocationResult } from "../../endpoint/endpoint-state.ts";

/** What the monitor asks of SageMaker. */
export interface EndpointCalls {
  /** @throws what the SDK throws */
  describe(signal: AbortSignal): Promise<Description>;
  /**
   * Asks for one copy, past the alarm.
   * @throws what the SDK throws
   */
  startCopy(signal: AbortSignal): Promise<void>;
  /** Sends the smallest invocation; on an endpoint without a copy it fails and so raises the alarm. */
  knock(signal: AbortSignal): Promise<Knock>;
  close(): void;
}

/** What the smallest invocation told, with its error for the log. */
export interface Knock {
  readonly result: InvocationResult;
  readonly error?: unknown;
}

interface SageMakerCallsOptions {
  readonly endpointName: string;
  readonly componentName: string;
  /** Left out, the SDK finds it. */
  readonly region?: string | undefined;
  /** The most that one try of a call takes. Default 10 s. */
  readonly timeoutMs?: number;
}

interface ClientSettings {
  readonly maxAttempts: number;
  readonly requestHandler: Readonly<Record<string, number | boolean>>;
  readonly region?: string;
}

type Control = Awaited<ReturnType<typeof loadControl>>;
type Runtime = Awaited<ReturnType<typeof loadRuntime>>;

// A message of one token: no more than it takes to be an invocation.
const knockBody = JSON.stringify({
  messages: [{ role: "user", content: "Hello" }],
  max_tokens: 1,
  stream: false,
});

/**
 * The endpoint through the real AWS SDK. Each of its two clients takes about 0.1 s and 30 MB to load
 * (measured with Node 26), so each loads with its first call.
 */
export class SageMakerCalls implements EndpointCalls {
  readonly #options: SageMakerCallsOptions;
  #control: Promise<Control> | null = null;
  #runtime: Promise<Runtime> | null = null;

  constructor(options: SageMakerCallsOptions) {
    this.#options = options;
  }

  async describe(signal: AbortSignal): Promise<Description> {
    const { endpointName: EndpointName, componentName: InferenceComponentName } = this.#options;
    const { client, commands } = await this.#loadedControl();
    const send = { abortSignal: signal };
    const [component, endpoint] = await Promise.all([
      client.send(new commands.DescribeInferenceComponent({ InferenceComponentName }), send),
      client.send(new commands.DescribeEndpoint({ EndpointName }), send),
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

  async startCopy(signal: AbortSignal): Promise<void> {
    const { client, commands } = await this.#loadedControl();
    const command = new commands.UpdateRuntimeConfig({
      InferenceComponentName: this.#options.componentName,
      DesiredRuntimeConfig: { CopyCount: 1 },
    });
    await client.send(command, { abortSignal: signal });
  }

  async knock(signal: AbortSignal): Promise<Knock> {
    const { endpointName, componentName } = this.#options;
    try {
      const { client, Invoke } = await this.#loadedRuntime();
      const command = new Invoke({
        EndpointName: endpointName,
        InferenceComponentName: componentName,
        ContentType: "application/json",
        Accept: "application/json",
        Body: knockBody,
      });
      await client.send(command, { abortSignal: signal });
      return { result: "answered" };
    } catch (error) {
      return { result: decodeInvokeError(error), error };
    }
  }

  close(): void {
    for (const loaded of [this.#control, this.#runtime]) {
      // One that never loaded has told so to whoever called it.
      loaded?.then(
        ({ client }) => {
          client.destroy();
        },
        () => undefined,
      );
    }
  }

  #loadedControl(): Promise<Control> {
    return (this.#control ??= loadControl(this.#settings));
  }

  #loadedRuntime(): Promise<Runtime> {
    return (this.#runtime ??= loadRuntime(this.#settings));
  }

  get #settings(): ClientSettings {
    const { region, timeoutMs: requestTimeout = 10_000 } = this.#options;
    return {
      // The monitor asks again by its own schedule.
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 3000, requestTimeout, throwOnRequestTimeout: true },
      ...(region ? { region } : {}),
    };
  }
}

async function loadControl(settings: ClientSettings) {
  const {
    DescribeEndpointCommand: DescribeEndpoint,
    DescribeInferenceComponentCommand: DescribeInferenceComponent,
    SageMakerClient,
    UpdateInferenceComponentRuntimeConfigCommand: UpdateRuntimeConfig,
  } = await import("@aws-sdk/client-sagemaker");
  const client = new SageMakerClient(settings);
  return {
    client,
    commands: { DescribeEndpoint, DescribeInferenceComponent, UpdateRuntimeConfig },
  };
}

async function loadRuntime(settings: ClientSettings) {
  const { InvokeEndpointCommand: Invoke, SageMakerRuntimeClient } =
    await import("@aws-sdk/client-sagemaker-runtime");
  return { client: new SageMakerRuntimeClient(settings), Invoke };
}
