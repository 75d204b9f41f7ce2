// The scenario of the small models' endpoint.
import type { StageSettingsInput } from "../../stage-settings.ts";
import type { Sandbox } from "../../testing/engine/sandbox.ts";
import {
  again,
  all,
  alsoUpdated,
  between,
  first,
  gone,
  imageOf,
  isWhole,
  shipped,
} from "./scenario-steps.ts";
import type { Step } from "./step-recorder.ts";

/** The small models' endpoint and the API for other pages: made, changed, and taken away. */
export async function* smallModels(sandbox: Sandbox): AsyncGenerator<Step> {
  const stage = "proof-small";
  const plain = shipped("dev");
  const settings: StageSettingsInput = {
    ...plain,
    smallEndpoint: { hosting: "serverless" },
    pageApi: { allowedOrigins: ["https://example.org"] },
  };
  yield first(stage, settings, await all(settings, stage));
  yield await again(stage, sandbox);
  const digest = await sandbox.pushImage(`pilotlight-${stage}-web`, "another");
  const before = await imageOf(stage, sandbox);
  const words = [
    "deploy",
    stage,
    "--yes",
    "--image",
    `${before.slice(0, before.indexOf("@"))}@${digest}`,
  ];
  yield {
    says: "another image, which the endpoint takes with the web",
    stage,
    words,
    changes: {
      updated: ["Service web", "Endpoint small-endpoint"],
      replaced: ["TaskDefinition web", "Model small-model", "EndpointConfiguration small-endpoint"],
    },
  };
  const scaling: StageSettingsInput = {
    ...settings,
    smallEndpoint: { hosting: "instance", maxInstances: 3 },
  };
  yield {
    says: "from serverless to instances that follow the CPU",
    stage,
    settings: scaling,
    words,
    changes: alsoUpdated(await between(settings, scaling, stage), "Endpoint small-endpoint"),
    after: isWhole(stage, await all(scaling, stage), sandbox),
  };
  yield {
    says: "neither endpoint nor API",
    stage,
    settings: plain,
    words,
    changes: await between(scaling, plain, stage),
    after: isWhole(stage, await all(plain, stage), sandbox),
  };
  yield gone(stage, await all(plain, stage), sandbox);
}
