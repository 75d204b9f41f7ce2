// Step 1: a stage's settings, from `unknown` to a type. Everything behind it may trust them.
import * as v from "valibot";
import { findPlanProblems } from "./sizing/check-plan.ts";
import { deriveEndpoint } from "./sizing/endpoint-plan.ts";
import {
  isStageName,
  type StageConfig,
  StageConfigError,
  type StageProblem,
} from "./stage-config.ts";
import { settingsSchema } from "./stage-settings.ts";

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
