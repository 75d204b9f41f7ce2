import type { EndpointConfig } from "./endpoint-plan.ts";
import { gpuMemoryUtilization } from "./gpu-memory.ts";
import { instanceOf } from "./instances.ts";

/**
 * What vLLM's container is told; `SM_VLLM_X_Y` becomes its option `--x-y`. The weights lie in
 * /opt/ml/model, where SageMaker has put them; nothing is loaded from a hub at run time.
 */
export function vllmEnvironment(endpoint: EndpointConfig): Readonly<Record<string, string>> {
  const { gpus } = instanceOf(endpoint.instanceType);
  return {
    SM_VLLM_MODEL: "/opt/ml/model",
    // Without it the container listens on its loopback only, and SageMaker's ping fails.
    SM_VLLM_HOST: "0.0.0.0",
    SM_VLLM_SERVED_MODEL_NAME: servedName(endpoint),
    SM_VLLM_MAX_MODEL_LEN: String(endpoint.maxModelLength),
    SM_VLLM_GPU_MEMORY_UTILIZATION: String(gpuMemoryUtilization),
    // For pre-quantised weights both stay with vLLM, which then picks its fastest kernel.
    ...(endpoint.profile === "bf16" ? { SM_VLLM_DTYPE: "bfloat16" } : {}),
    SM_VLLM_MAX_NUM_SEQS: String(Math.max(endpoint.concurrencyPerCopy * 2, 8)),
    ...(gpus > 1 ? { SM_VLLM_TENSOR_PARALLEL_SIZE: String(gpus) } : {}),
    HF_HUB_OFFLINE: "1",
    VLLM_NO_USAGE_STATS: "1",
  };
}

/** The model's name in requests and replies: as it is set, else the hub id or the last folder of an own prefix. */
export function servedName({ servedName: name, source }: EndpointConfig): string {
  if (name !== undefined) return name;
  if (source.kind === "hub") return source.id;
  return source.prefix.split("/").at(-2) ?? source.bucket;
}
