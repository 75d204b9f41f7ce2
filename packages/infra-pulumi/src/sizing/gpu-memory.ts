import type { Instance } from "./instances.ts";
import type { ModelFacts } from "./models.ts";

const gib = 1024 ** 3;

/** The share of the GPU that vLLM may take. */
export const gpuMemoryUtilization = 0.9;

// Activations and CUDA graphs of a 7B model on one GPU (calculated, not measured).
const overheadGibPerGpu = 1.2;
// While weights are loaded the host holds them once, plus the process and its page cache.
const hostMemoryPerWeightByte = 1.5;

/** Bytes of GPU memory that are left for the key-value cache; negative when the weights do not fit. */
export function kvCacheBytes(model: ModelFacts, { gpus, usableGpuGib }: Instance): number {
  const usable = gpus * (usableGpuGib * gpuMemoryUtilization - overheadGibPerGpu) * gib;
  return usable - model.weightBytes;
}

/** Tokens that the key-value cache holds, over all requests at a time. */
export function kvCacheTokens(model: ModelFacts, instance: Instance): number {
  return Math.max(0, Math.floor(kvCacheBytes(model, instance) / model.kvBytesPerToken));
}

/** True when the host's memory is enough to load the weights. */
export function hostCanLoad(model: ModelFacts, { memoryGib }: Instance): boolean {
  return memoryGib * gib >= model.weightBytes * hostMemoryPerWeightByte;
}
