import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { project } from "../names.ts";

/** The stages whose files are in the repository. */
export const shippedStages = ["dev", "staging", "prod"] as const;

/** What stands under `pilotlight:settings` in the stage's file. */
export function readStageSettings(stage: string): unknown {
  const file = new URL(`../../Pulumi.${stage}.yaml`, import.meta.url);
  const content = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  return content.config[`${project}:settings`];
}
