import * as pulumi from "@pulumi/pulumi";
import { deployStage } from "../deploy-stage.ts";
import { project } from "../names.ts";
import type { StageConfig } from "../stage-config.ts";
import { decodeInputs } from "./decode-inputs.ts";
import { imagineCall, imaginedAccount, imagineResource } from "./imagine-cloud.ts";
import type { GraphResource, ResourceGraph } from "./resource-graph.ts";

/** An image by digest, as the deployment would name it. */
export const imaginedImage = `${imaginedAccount}.dkr.ecr.us-east-1.amazonaws.com/pilotlight-web@sha256:${"0".repeat(64)}`;

/**
 * Everything that the stage would create, without an account, a CLI or a network. One at a time:
 * Pulumi keeps the running program in a global.
 * @param phase `foundation` is the stage before its first image
 */
export async function recordGraph(
  config: StageConfig,
  phase: "foundation" | "complete" = "complete",
): Promise<ResourceGraph> {
  const image = phase === "complete" ? imaginedImage : undefined;
  const resources: GraphResource[] = [];
  // Pulumi writes down the stack of every promise that it makes: more than half of all the time.
  const stackTraceLimit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  try {
    const outputs = await runProgram(config, image, resources);
    return { resources, outputs };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function runProgram(
  config: StageConfig,
  image: string | undefined,
  resources: GraphResource[],
): Promise<Record<string, unknown>> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        const isInCloud = custom === true && !type.startsWith("pulumi:");
        resources.push({ type, name, isInCloud, inputs: decodeInputs(inputs) });
        return imagineResource({ type, name, inputs: decodeInputs(inputs) });
      },
      call: ({ token }) => imagineCall(token),
    },
    project,
    config.stage,
    false,
  );
  let outputs: Record<string, unknown> = {};
  await pulumi.runtime.runInPulumiStack(async () => {
    outputs = await valuesOf({ ...deployStage(config, image) });
    return {};
  });
  // Waits for every registration that is still on its way.
  await pulumi.runtime.disconnect();
  return outputs;
}

function valuesOf(
  outputs: Record<string, pulumi.Input<unknown>>,
): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    pulumi.output(outputs).apply(resolve);
  });
}
