// The small models' endpoint with every choice made, and what its settings say against each other.
import type { StageProblem } from "../stage-config.ts";
import type { StageSettings } from "../stage-settings.ts";
import { type CpuInstanceType, cpuCount } from "./cpu-instances.ts";

/** The small models' endpoint as a stage has it. */
export type SmallEndpointConfig = NonNullable<StageSettings["smallEndpoint"]>;

// A worker of the server takes two runs at a time.
const runsPerThread = 2;
// The most that the server takes for SAGEMAKER_SMALL_CONCURRENCY.
const maxConcurrency = 1000;

/** How many runs the web server sends to the endpoint at a time. */
export function smallConcurrency(config: SmallEndpointConfig): number {
  if (config.hosting === "serverless") return config.maxConcurrency;
  const runs = runsPerThread * threadsOf(config) * config.maxInstances;
  return Math.min(runs, maxConcurrency);
}

/** Threads of one container. A serverless one is given one call at a time. */
export function threadsOf({ hosting, instanceType }: SmallEndpointConfig): number {
  return hosting === "serverless" ? 1 : cpuCount(instanceType);
}

/**
 * The target of SageMaker's CPU metric, whose 100 is one CPU: an instance of four goes up to 400
 * (https://repost.aws/knowledge-center/sagemaker-cpu-gpu-utilization-100).
 */
export function cpuTarget({
  cpuPercent,
  instanceType,
}: {
  readonly cpuPercent: number;
  readonly instanceType: CpuInstanceType;
}): number {
  return cpuPercent * cpuCount(instanceType);
}

/** What cannot be as it is set. */
export function findSmallEndpointProblems(config: SmallEndpointConfig): readonly StageProblem[] {
  const { minInstances, maxInstances } = config;
  if (minInstances <= maxInstances) return [];
  const message = `It is ${minInstances}, more than smallEndpoint.maxInstances (${maxInstances}). Lower it, or raise smallEndpoint.maxInstances.`;
  return [{ setting: "smallEndpoint.minInstances", message }];
}
