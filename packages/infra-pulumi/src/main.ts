// The Pulumi program: `pulumi up` runs it once per stage.
import process from "node:process";
import * as pulumi from "@pulumi/pulumi";
import { deployStage } from "./deploy-stage.ts";
import { readDeployment } from "./read-deployment.ts";
import { parseStageConfig, StageConfigError } from "./stage-config.ts";

const settings = new pulumi.Config();
const stage = pulumi.getStack();

export const {
  phase,
  repositoryUrl,
  modelBucket,
  url,
  clusterName,
  serviceName,
  endpointName,
  inferenceComponentName,
  dashboardUrl,
  alertTopicArn,
} = declare();

function declare() {
  try {
    const config = parseStageConfig(settings.getObject<unknown>("settings"), stage);
    const image = readDeployment({
      image: settings.get("image"),
      phase: process.env["PILOTLIGHT_PHASE"],
      config,
    });
    return deployStage(config, image);
  } catch (error) {
    // Pulumi prints a RunError as it is, without a stack.
    if (error instanceof StageConfigError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
