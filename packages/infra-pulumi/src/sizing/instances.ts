/** What sizing must know of an instance type that can host the large model. */
export interface Instance {
  readonly vCpus: number;
  readonly memoryGib: number;
  readonly gpus: number;
  /** What the driver leaves of one GPU's memory. */
  readonly usableGpuGib: number;
}

// An A10G and an L4 carry 24 GB, of which about 22.5 GiB can be used.
const a10g = { gpus: 1, usableGpuGib: 22.5 };
const l4 = { gpus: 1, usableGpuGib: 22.5 };

const table = {
  "ml.g5.xlarge": { vCpus: 4, memoryGib: 16, ...a10g },
  "ml.g5.2xlarge": { vCpus: 8, memoryGib: 32, ...a10g },
  "ml.g5.4xlarge": { vCpus: 16, memoryGib: 64, ...a10g },
  "ml.g5.12xlarge": { vCpus: 48, memoryGib: 192, ...a10g, gpus: 4 },
  "ml.g6.xlarge": { vCpus: 4, memoryGib: 16, ...l4 },
  "ml.g6.2xlarge": { vCpus: 8, memoryGib: 32, ...l4 },
  "ml.g6.4xlarge": { vCpus: 16, memoryGib: 64, ...l4 },
} as const satisfies Readonly<Record<string, Instance>>;

/** The instance types that an endpoint may use. */
export type InstanceType = keyof typeof table;

/** The instance types that an endpoint may use, smallest first within a family. */
export const instanceTypes = [
  "ml.g5.xlarge",
  "ml.g5.2xlarge",
  "ml.g5.4xlarge",
  "ml.g5.12xlarge",
  "ml.g6.xlarge",
  "ml.g6.2xlarge",
  "ml.g6.4xlarge",
] as const satisfies readonly InstanceType[];

/** The instance type's CPU, memory and GPUs. */
export function instanceOf(type: InstanceType): Instance {
  return table[type];
}

/** The machine image whose driver runs CUDA 13 containers. */
export const cuda13Ami = "al2-ami-sagemaker-inference-gpu-3-1";
