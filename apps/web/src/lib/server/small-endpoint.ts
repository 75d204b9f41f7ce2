// The small models on an endpoint of SageMaker's, as this server has it. The AWS SDK is loaded with its first call.
import {
  AWS_REGION,
  SAGEMAKER_SMALL_CONCURRENCY,
  SAGEMAKER_SMALL_ENDPOINT,
  SAGEMAKER_SMALL_REPLIES,
  SAGEMAKER_SMALL_TIMEOUT_SECONDS,
} from "$app/env/private";
import { type Backend, type Obstacle, systemClock } from "@pilotlight/core";
import { SagemakerClient, SagemakerSmallBackend } from "@pilotlight/core/server";
import type { Log } from "./log.ts";
import { loggedBackend } from "./logged-backend.ts";

/** An endpoint of small models. */
export interface SmallEndpoint {
  readonly backend: Backend;
  /** What speaks against a run on it now; null for nothing. */
  readonly obstacle: () => Obstacle | null;
}

/** The endpoint that the settings name; null where they name none. */
export function connectSmallEndpoint(log: Log): SmallEndpoint | null {
  if (SAGEMAKER_SMALL_ENDPOINT === undefined) return null;
  const backend = new SagemakerSmallBackend({
    client: new SagemakerClient({
      endpointName: SAGEMAKER_SMALL_ENDPOINT,
      componentName: "",
      region: AWS_REGION,
      streamAccept: "text/event-stream",
    }),
    concurrency: SAGEMAKER_SMALL_CONCURRENCY,
    replies: SAGEMAKER_SMALL_REPLIES,
    timeoutMs: SAGEMAKER_SMALL_TIMEOUT_SECONDS * 1000,
    clock: systemClock,
    onFault: ({ taskId, message: reason, details, ...fault }) => {
      log.warn("small models' endpoint failed", { task: taskId, reason, ...fault, ...details });
    },
  });
  return {
    backend: loggedBackend(backend, log),
    obstacle: () => backend.obstacle,
  };
}
