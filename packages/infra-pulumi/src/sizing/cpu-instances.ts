// Instances without a GPU that can hold the small models. Of x86, as the web image is.
const vCpus = {
  "ml.c5.large": 2,
  "ml.c5.xlarge": 4,
  "ml.c5.2xlarge": 8,
  "ml.m5.large": 2,
  "ml.m5.xlarge": 4,
} as const;

/** The instance types that the small models' endpoint may use. */
export type CpuInstanceType = keyof typeof vCpus;

/** The instance types that the small models' endpoint may use, smallest first within a family. */
export const cpuInstanceTypes = [
  "ml.c5.large",
  "ml.c5.xlarge",
  "ml.c5.2xlarge",
  "ml.m5.large",
  "ml.m5.xlarge",
] as const satisfies readonly CpuInstanceType[];

/** How many CPUs an instance has. */
export function cpuCount(type: CpuInstanceType): number {
  return vCpus[type];
}
