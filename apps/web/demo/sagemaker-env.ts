import type { SagemakerLocal } from "@pilotlight/sagemaker-local";
import { standInName } from "./stand-in.ts";

/** The environment of an app whose large model is a local SageMaker with its usual names. */
export function sagemakerEnv({
  url,
}: Pick<SagemakerLocal, "url">): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: url,
    AWS_ENDPOINT_URL_SAGEMAKER: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    SAGEMAKER_ENDPOINT: "local-endpoint",
    SAGEMAKER_INFERENCE_COMPONENT: "local-component",
    SAGEMAKER_MODEL_NAME: standInName,
  };
}
