import { describe, expect, test } from "vitest";
import { parseStageConfig } from "../parse-stage-config.ts";
import { richSettings } from "../testing/stages.ts";
import type { EndpointConfig } from "./endpoint-plan.ts";
import { vllmEnvironment } from "./vllm-environment.ts";

function endpointOf(settings: unknown): EndpointConfig {
  const { endpoint } = parseStageConfig(settings, "test");
  if (!endpoint) throw new Error("The stage has no endpoint.");
  return endpoint;
}

const gpu = { region: "us-east-1", hosting: "gpu" };

describe("vLLM is told", () => {
  test("to serve the weights that SageMaker put there, to the outside, and to ask no hub", () => {
    expect(vllmEnvironment(endpointOf(gpu))).toEqual({
      SM_VLLM_MODEL: "/opt/ml/model",
      SM_VLLM_HOST: "0.0.0.0",
      SM_VLLM_SERVED_MODEL_NAME: "mistralai/Mistral-7B-Instruct-v0.3",
      SM_VLLM_MAX_MODEL_LEN: "8192",
      SM_VLLM_GPU_MEMORY_UTILIZATION: "0.9",
      SM_VLLM_DTYPE: "bfloat16",
      SM_VLLM_MAX_NUM_SEQS: "10",
      HF_HUB_OFFLINE: "1",
      VLLM_NO_USAGE_STATS: "1",
    });
  });

  test("neither type nor method of quantised weights, so that it picks its fastest kernel", () => {
    const names = Object.keys(
      vllmEnvironment(endpointOf({ ...gpu, endpoint: { profile: "awq" } })),
    );
    expect(names.filter((name) => /DTYPE|QUANTIZATION/u.test(name))).toEqual([]);
  });

  test("to spread the model over all GPUs of the instance, under its folder's name", () => {
    expect(vllmEnvironment(endpointOf(richSettings))).toMatchObject({
      SM_VLLM_TENSOR_PARALLEL_SIZE: "4",
      SM_VLLM_SERVED_MODEL_NAME: "mistral",
    });
  });
});
