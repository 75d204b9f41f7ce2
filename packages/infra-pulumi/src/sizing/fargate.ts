// AWS: "task-cpu-memory-error": which memory goes with which CPU, in MiB.
const gibSteps = (from: number, to: number, step = 1) =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * 1024);

const table: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, gibSteps(1, 4)],
  [1024, gibSteps(2, 8)],
  [2048, gibSteps(4, 16)],
  [4096, gibSteps(8, 30)],
  [8192, gibSteps(16, 60, 4)],
  [16_384, gibSteps(32, 120, 8)],
]);

/** The CPU units that Fargate sells; 1024 are one vCPU. */
export const fargateCpus: readonly number[] = [...table.keys()];

/** The memory sizes in MiB that go with the CPU units; empty when Fargate does not sell the CPU. */
export function fargateMemory(cpu: number): readonly number[] {
  return table.get(cpu) ?? [];
}
