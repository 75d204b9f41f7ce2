// Step 1: a stage's settings, from `unknown` to a type. Everything behind it may trust them.
import * as v from "valibot";
import { findPlanProblems } from "./sizing/check-plan.ts";
import { deriveEndpoint, type EndpointConfig } from "./sizing/endpoint-plan.ts";
import { settingsSchema, type StageSettings } from "./stage-settings.ts";

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

/**
 * The settings of a stage, checked and with their defaults.
 * @param value what stands under `pilotlight:settings` in `Pulumi.<stage>.yaml`
 * @throws {StageConfigError} with every problem found, before anything is created
 */
export function parseStageConfig(value: unknown, stage: string): StageConfig {
  if (!isStageName(stage)) {
    const message = `It is "${stage}". Use 2 to 12 lower-case letters, digits and single hyphens, a letter first.`;
    throw new StageConfigError(stage, [{ setting: "stage", message }]);
  }
  const result = v.safeParse(settingsSchema, value);
  if (!result.success) throw new StageConfigError(stage, result.issues.map(describeIssue));
  const { hosting, endpoint, ...settings } = result.output;
  const config: StageConfig = {
    ...settings,
    stage,
    endpoint: hosting === "gpu" ? deriveEndpoint(endpoint, settings.region) : undefined,
  };
  const problems = findPlanProblems(config);
  if (problems.length > 0) throw new StageConfigError(stage, problems);
  return config;
}

function describeIssue(issue: v.BaseIssue<unknown>): StageProblem {
  const setting = v.getDotPath(issue) ?? "settings";
  const isUnknown = issue.type === "strict_object" && issue.expected === "never";
  const message = isUnknown
    ? "There is no setting of this name. Correct the spelling or remove it."
    : issue.message;
  return { setting, message };
}
