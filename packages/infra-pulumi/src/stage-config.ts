// What a checked stage is; parse-stage-config.ts makes one of its settings.
import type { EndpointConfig } from "./sizing/endpoint-plan.ts";
import type { StageSettings } from "./stage-settings.ts";

/** One thing that is wrong with a stage: the setting's path and what to do about it. */
export interface StageProblem {
  /** Path from `pilotlight:settings`, such as `endpoint.maxCopies`. */
  readonly setting: string;
  /** What it is, the limit or reason, and the next step. */
  readonly message: string;
}

/** A stage that cannot be deployed as it is written; the message lists every problem, one a line. */
export class StageConfigError extends Error {
  override readonly name = "StageConfigError";
  readonly stage: string;
  readonly problems: readonly StageProblem[];

  constructor(stage: string, problems: readonly StageProblem[]) {
    const lines = problems.map(({ setting, message }) => `  ${setting}: ${message}`);
    super([`Pulumi.${stage}.yaml cannot be deployed:`, ...lines].join("\n"));
    this.stage = stage;
    this.problems = problems;
  }
}

/** A checked stage: every default filled in, every limit kept. */
export interface StageConfig extends Omit<StageSettings, "hosting" | "endpoint"> {
  /** The stage's name: `dev`, `staging`, `prod` or one's own. */
  readonly stage: string;
  /** The GPU endpoint; undefined where `hosting` is `none` (browser and Fargate's CPU only). */
  readonly endpoint: EndpointConfig | undefined;
}

// It becomes part of resource names of at most 32 characters.
const stageNamePattern = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,11}$/u;

/** True for what a stage may be called. */
export function isStageName(name: string): boolean {
  return stageNamePattern.test(name);
}
