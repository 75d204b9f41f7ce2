// The Pulumi program: `pulumi up` runs it once per stage.
import process from "node:process";
import * as pulumi from "@pulumi/pulumi";
import { deployStage } from "./deploy-stage.ts";
import { readDeployment } from "./read-deployment.ts";
import { parseStageConfig } from "./parse-stage-config.ts";
import { StageConfigError } from "./stage-config.ts";

const settings = new pulumi.Config();
const stage = pulumi.getStack();

/** The stack's outputs: one object, whose names are those of `StageOutputs`. */
export default declare();

/** Without the outputs that the stage does not have: Pulumi warns of each that is undefined. */
function declare(): Readonly<Record<string, unknown>> {
  try {
    const config = parseStageConfig(settings.getObject<unknown>("settings"), stage);
    const image = readDeployment({
      image: settings.get("image"),
      phase: process.env["PILOTLIGHT_PHASE"],
      config,
    });
    const outputs = Object.entries(deployStage(config, image));
    return Object.fromEntries(outputs.filter(([, value]) => value !== undefined));
  } catch (error) {
    // Pulumi prints a RunError as it is, without a stack.
    if (error instanceof StageConfigError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
