// The large model as this server has it: its endpoint, which is watched and woken, and the backend that
// asks it. The AWS SDK is loaded with the first call of either.
import {
  AWS_REGION,
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
  LargeModelBackend,
  SagemakerCalls,
  SagemakerClient,
} from "@pilotlight/core/server";
import { instancePrice } from "./instance-price.ts";
import type { Log } from "./log.ts";

/** A large model and the endpoint that it runs on. */
export interface LargeModel {
  readonly backend: Backend;
  readonly endpoint: Endpoint;
}

/** The large model that the settings name; null where they name none. */
export function connectLargeModel(log: Log): LargeModel | null {
  if (SAGEMAKER_ENDPOINT === undefined) return null;
  if (SAGEMAKER_INFERENCE_COMPONENT === undefined) {
    throw new Error("SAGEMAKER_ENDPOINT is set, and SAGEMAKER_INFERENCE_COMPONENT is empty.");
  }
  const client = new SagemakerClient({
    endpointName: SAGEMAKER_ENDPOINT,
    componentName: SAGEMAKER_INFERENCE_COMPONENT,
    region: AWS_REGION,
  });
  const shared = { modelName: SAGEMAKER_MODEL_NAME, clock: systemClock };
  const endpoint = new EndpointMonitor({
    ...shared,
    calls: new SagemakerCalls({ client, wakeMethod: WAKE_METHOD }),
    instanceType: SAGEMAKER_INSTANCE_TYPE,
    price: instancePrice(SAGEMAKER_INSTANCE_TYPE),
    wakePolicy: WAKE_POLICY,
    wakesPerDay: WAKE_BUDGET_PER_DAY,
    mayAnonymousWake: WAKE_ANONYMOUS === "yes",
    maxWaiting: MAX_WAITING_FOR_WARM,
    expectedWakeSeconds: WAKE_SECONDS,
    onChange: ({ temperature, words }) => {
      log.info("large model changed", { temperature, words });
    },
    onFault: (what, error) => {
      log.warn("large model not as it should be", { what, ...serviceFacts(error) });
    },
  });
  const backend = new LargeModelBackend({
    ...shared,
    id: "sagemaker",
    client,
    contextTokens: SAGEMAKER_CONTEXT_TOKENS,
    concurrency: SAGEMAKER_CONCURRENCY,
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
  return { backend, endpoint };
}

/** AWS's own words: these calls carry no input, so nothing of a user's is in them. */
function serviceFacts(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return {};
  return { error: error.name, reason: error.message };
}
