// The large model as this server has it: its endpoint, which is watched and woken, and the backend that
// asks it. The AWS SDK is loaded with the first call of either.
import {
  AWS_REGION,
  LARGE_MODEL_CONCURRENCY,
  LARGE_MODEL_CONTEXT_TOKENS,
  LARGE_MODEL_GRADIO,
  LARGE_MODEL_GRADIO_ENDPOINTS,
  LARGE_MODEL_KEY,
  LARGE_MODEL_NAME,
  LARGE_MODEL_IDLE_MINUTES,
  LARGE_MODEL_TIMEOUT_SECONDS,
  LARGE_MODEL_URL,
  LARGE_MODEL_USD_PER_HOUR,
  MAX_WAITING_FOR_WARM,
  SAGEMAKER_CONCURRENCY,
  SAGEMAKER_CONTEXT_TOKENS,
  SAGEMAKER_ENDPOINT,
  SAGEMAKER_INFERENCE_COMPONENT,
  SAGEMAKER_INSTANCE_TYPE,
  SAGEMAKER_MODEL_NAME,
  WAKE_ANONYMOUS,
  WAKE_BUDGET_PER_DAY,
  WAKE_METHOD,
  WAKE_POLICY,
  WAKE_SECONDS,
} from "$app/env/private";
import { type Backend, type Endpoint, systemClock } from "@pilotlight/core";
import {
  EndpointMonitor,
  type EndpointMonitorOptions,
  GradioCalls,
  GradioClient,
  LargeModelBackend,
  type LargeModelBackendOptions,
  OpenaiCalls,
  OpenaiClient,
  SagemakerCalls,
  SagemakerClient,
  timeoutsFor,
} from "@pilotlight/core/server";
import { instancePrice } from "./instance-price.ts";
import type { Log } from "./log.ts";
import { loggedBackend } from "./logged-backend.ts";
import { sleepsAfterMs } from "./sleeps-after.ts";

/** A large model and the endpoint that it runs on. */
export interface LargeModel {
  readonly backend: Backend;
  readonly endpoint: Endpoint;
  /** What stands for the model and where it runs, as far as the settings say: answers are kept under it. */
  readonly version: string;
}

/** What differs between providers. */
type Provider = Pick<
  LargeModelBackendOptions,
  "id" | "client" | "modelName" | "contextTokens" | "concurrency" | "timeouts"
> &
  Pick<EndpointMonitorOptions, "calls" | "instanceType" | "price">;

/** The large model that the settings name, and whom it tells of its wakes; null where they name none. */
export function connectLargeModel(log: Log, onWoken: () => void): LargeModel | null {
  const set = Object.entries({ SAGEMAKER_ENDPOINT, LARGE_MODEL_URL, LARGE_MODEL_GRADIO })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (set.length > 1) {
    throw new Error(`${set.join(" and ")} are set: leave all but one of them empty.`);
  }
  const provider = sagemaker() ?? openai() ?? gradio();
  return provider && connect(provider, { log, onWoken });
}

const cost = {
  // Nobody says what it runs on; read as in "the price of its server is not known here".
  instanceType: "its server",
  price:
    LARGE_MODEL_USD_PER_HOUR === undefined
      ? null
      : { usdPerHour: LARGE_MODEL_USD_PER_HOUR, source: "LARGE_MODEL_USD_PER_HOUR" },
};

function sagemaker(): Provider | null {
  if (SAGEMAKER_ENDPOINT === undefined) return null;
  if (SAGEMAKER_INFERENCE_COMPONENT === undefined) {
    throw new Error("SAGEMAKER_ENDPOINT is set, and SAGEMAKER_INFERENCE_COMPONENT is empty.");
  }
  const client = new SagemakerClient({
    endpointName: SAGEMAKER_ENDPOINT,
    componentName: SAGEMAKER_INFERENCE_COMPONENT,
    region: AWS_REGION,
  });
  return {
    id: "sagemaker",
    client,
    calls: new SagemakerCalls({ client, wakeMethod: WAKE_METHOD }),
    modelName: SAGEMAKER_MODEL_NAME,
    contextTokens: SAGEMAKER_CONTEXT_TOKENS,
    concurrency: SAGEMAKER_CONCURRENCY,
    instanceType: SAGEMAKER_INSTANCE_TYPE,
    price: instancePrice(SAGEMAKER_INSTANCE_TYPE),
  };
}

function openai(): Provider | null {
  if (LARGE_MODEL_URL === undefined) return null;
  if (LARGE_MODEL_NAME === undefined) {
    throw new Error("LARGE_MODEL_URL is set, and LARGE_MODEL_NAME is empty.");
  }
  const client = new OpenaiClient({
    url: LARGE_MODEL_URL,
    modelName: LARGE_MODEL_NAME,
    key: LARGE_MODEL_KEY,
    clock: systemClock,
  });
  return {
    id: "openai",
    client,
    calls: new OpenaiCalls({
      client,
      clock: systemClock,
      sleepsAfterMs: sleepsAfterMs(LARGE_MODEL_URL, LARGE_MODEL_IDLE_MINUTES),
    }),
    modelName: LARGE_MODEL_NAME,
    contextTokens: LARGE_MODEL_CONTEXT_TOKENS,
    concurrency: LARGE_MODEL_CONCURRENCY,
    timeouts: LARGE_MODEL_TIMEOUT_SECONDS ? timeoutsFor(LARGE_MODEL_TIMEOUT_SECONDS * 1000) : {},
    ...cost,
  };
}

function gradio(): Provider | null {
  if (LARGE_MODEL_GRADIO === undefined) return null;
  const client = new GradioClient({
    app: LARGE_MODEL_GRADIO,
    endpoints: LARGE_MODEL_GRADIO_ENDPOINTS ?? null,
    key: LARGE_MODEL_KEY,
    clock: systemClock,
  });
  return {
    id: "gradio",
    client,
    calls: new GradioCalls({ client, clock: systemClock }),
    modelName: LARGE_MODEL_NAME ?? LARGE_MODEL_GRADIO,
    contextTokens: LARGE_MODEL_CONTEXT_TOKENS,
    concurrency: LARGE_MODEL_CONCURRENCY,
    timeouts: LARGE_MODEL_TIMEOUT_SECONDS ? timeoutsFor(LARGE_MODEL_TIMEOUT_SECONDS * 1000) : {},
    ...cost,
  };
}

interface Told {
  readonly log: Log;
  readonly onWoken: () => void;
}

function connect(
  { calls, instanceType, price, ...model }: Provider,
  { log, onWoken }: Told,
): LargeModel {
  const endpoint = new EndpointMonitor({
    calls,
    modelName: model.modelName,
    clock: systemClock,
    instanceType,
    price,
    wakePolicy: WAKE_POLICY,
    wakesPerDay: WAKE_BUDGET_PER_DAY,
    mayAnonymousWake: WAKE_ANONYMOUS === "yes",
    maxWaiting: MAX_WAITING_FOR_WARM,
    expectedWakeSeconds: WAKE_SECONDS,
    onWoken,
    onChange: ({ temperature, words }) => {
      log.info("large model changed", { temperature, words });
    },
    onFault: (what, error) => {
      log.warn("large model not as it should be", { what, ...serviceFacts(error) });
    },
  });
  const backend = new LargeModelBackend({
    ...model,
    clock: systemClock,
    observe: (observation) => {
      endpoint.observe(observation);
    },
    onFault: ({ taskId, message: reason, details, ...fault }) => {
      log.warn("large model failed", { task: taskId, reason, ...fault, ...details });
    },
    onInvoked: ({ taskId, usage, ...facts }) => {
      log.info("large model invoked", { task: taskId, ...facts, ...usage });
    },
  });
  const place = SAGEMAKER_ENDPOINT ?? LARGE_MODEL_URL ?? LARGE_MODEL_GRADIO ?? "";
  return {
    backend: loggedBackend(backend, log),
    endpoint,
    version: `${model.id} ${place} ${model.modelName}`,
  };
}

/** The provider's own words: these calls carry no input, so nothing of a user's is in them. */
function serviceFacts(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return {};
  return { error: error.name, reason: error.message };
}
