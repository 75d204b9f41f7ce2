// What `npm run proof -- engine` does, scenario by scenario.
import type { StageSettingsInput } from "../../stage-settings.ts";
import { type Failure, failuresVariable, formatFailures } from "../../testing/engine/failures.ts";
import type { Sandbox } from "../../testing/engine/sandbox.ts";
import { FakeHub } from "../../testing/fake-hub.ts";
import { reusingSettings } from "../../testing/stages.ts";
import {
  again,
  all,
  alsoUpdated,
  between,
  first,
  givenImage,
  gone,
  hubModel,
  imageOf,
  isNothingLeft,
  isWhole,
  model,
  modelFacts,
  replacedToo,
  shipped,
  withEndpoint,
} from "./scenario-steps.ts";
import type { Resources, Step } from "./step-recorder.ts";
import { smallModels } from "./small-models.ts";
import { stagingAndProd } from "./two-stages.ts";

/** Steps that need each other, in a world of their own. */
export interface Scenario {
  readonly name: string;
  readonly steps: (sandbox: Sandbox) => AsyncGenerator<Step>;
  /** False leaves out Pulumi's preview before each change, which runs the program a second time. */
  readonly previews: boolean;
  /** The size of the hub's large file, where it matters. */
  readonly hubBytes?: number;
}

// More than one part of a multipart upload, which has 64 MiB.
const wholeBytes = 70 * 2 ** 20;

/** A hub with a model of one small and one large file. */
export function makeHub(largeBytes = 2000): FakeHub {
  const weights = Buffer.alloc(largeBytes, "weights");
  const files = { "config.json": Buffer.from("{}"), "model.safetensors": weights };
  return new FakeHub({ model, files, largeFrom: 1000 });
}

async function* dev(sandbox: Sandbox): AsyncGenerator<Step> {
  const stage = "proof-dev";
  const settings = shipped("dev");
  const created = await all(settings, stage);
  yield {
    says: "preview before anything is there",
    stage,
    settings,
    words: ["preview", stage],
    prints: /never deployed/u,
  };
  yield first(stage, settings, created);
  yield await again(stage, sandbox);
  yield { says: "preview", stage, words: ["preview", stage], prints: /50 unchanged/u };
  yield gone(stage, created, sandbox);
}

/** One stage through the settings that people change. */
async function* changes(sandbox: Sandbox): AsyncGenerator<Step> {
  const stage = "proof-dev";
  let settings = shipped("dev");
  yield first(stage, settings, await all(settings, stage));
  const digest = await sandbox.pushImage(`pilotlight-${stage}-web`, "another");
  const before = await imageOf(stage, sandbox);
  const image = `${before.slice(0, before.indexOf("@"))}@${digest}`;
  const words = ["deploy", stage, "--yes", "--image", image];
  yield {
    says: "another image",
    stage,
    words,
    changes: { updated: ["Service web"], replaced: ["TaskDefinition web"] },
  };
  const gpu = { ...shipped("staging"), firewall: { enabled: true } };
  // With a domain the load balancer is a public one, so it is another; what names it follows.
  const followers = [
    "Dashboard stage",
    "MetricAlarm web-errors",
    "MetricAlarm web-unready",
    "Service web",
  ];
  const wishes: readonly (readonly [string, StageSettingsInput, Resources, readonly string[]])[] = [
    ["private network", { ...settings, web: { network: "private" } }, [], []],
    ["public network again, firewall on", { ...settings, firewall: { enabled: true } }, [], []],
    [
      "own domain",
      {
        ...settings,
        firewall: { enabled: true },
        domain: { name: "text.example.org", zone: "example.org" },
      },
      followers,
      [],
    ],
    ["no domain", { ...settings, firewall: { enabled: true } }, followers, []],
    ["GPU, model copied", { ...settings, ...gpu }, [], ["--copy-model"]],
    ["no GPU, no firewall", settings, [], ["--delete-weights"]],
  ];
  for (const [says, next, updated, more] of wishes) {
    yield {
      says,
      stage,
      settings: next,
      words: [...words, ...more],
      changes: replacedToo(
        alsoUpdated(await between(settings, next, stage), ...updated),
        ...(updated === followers ? ["Listener http"] : []),
      ),
      after: isWhole(stage, await all(next, stage), sandbox),
    };
    settings = next;
  }
  yield {
    says: "another region is refused",
    stage,
    settings: { ...settings, region: "us-west-2" },
    words,
    code: 1,
    prints: /A stage cannot move/u,
  };
  yield { ...gone(stage, await all(settings, stage), sandbox), settings };
}

/** AWS refuses or fails in the middle; the next call goes on. */
async function* failures(sandbox: Sandbox): AsyncGenerator<Step> {
  const stage = "proof-stage";
  const settings = shipped("staging");
  const whole = await all(settings, stage);
  const image = await givenImage(stage, sandbox);
  const words = ["deploy", stage, "--yes", "--copy-model", "--image", image];
  const component = "InferenceComponent::component";
  yield {
    says: "SageMaker refuses the component; the load balancer comes up and fails",
    stage,
    settings,
    words,
    env: failing(
      { operation: "create", resource: component, how: "refused" },
      { operation: "create", resource: "LoadBalancer::web", how: "halfway" },
    ),
    code: 1,
    changes: "any",
    prints: /as the proof wants it/u,
  };
  yield {
    says: "deploy again goes on",
    stage,
    words,
    changes: "any",
    after: isWhole(stage, whole, sandbox),
  };
  yield {
    says: "destroy, in which AWS refuses to delete the VPC",
    stage,
    words: ["destroy", stage, "--yes"],
    env: failing({ operation: "delete", resource: "Vpc::vpc", how: "refused" }),
    code: 1,
    changes: "any",
  };
  yield {
    says: "destroy again takes the rest",
    stage,
    words: ["destroy", stage, "--yes"],
    changes: "any",
    after: isNothingLeft(stage, sandbox),
  };
}

function failing(...failures: readonly Failure[]): Readonly<Record<string, string>> {
  return { [failuresVariable]: formatFailures(failures) };
}

/** A minute of AWS's, so that there is something to stop. */
const slow = { PILOTLIGHT_ENGINE_MINUTE_MS: "2000" };

/** Ctrl+C while SageMaker makes the component: Pulumi's provider forgets it, the commands find it. */
async function* stopped(sandbox: Sandbox): AsyncGenerator<Step> {
  const stage = "proof-stage";
  const settings = shipped("staging");
  const whole = await all(settings, stage);
  const image = await givenImage(stage, sandbox);
  const words = ["deploy", stage, "--yes", "--copy-model", "--image", image];
  yield {
    says: "Ctrl+C while the component is made",
    stage,
    settings,
    words,
    env: slow,
    terminal: { shown: "component creating", gesture: "ctrl-c" },
    // npm ends by the same signal, which shells call 130.
    code: "SIGINT",
    changes: "any",
    prints: /pulumi up was stopped/u,
  };
  yield {
    says: "deploy again: the component is there and not in the state, which is said",
    stage,
    words,
    code: 1,
    prints:
      /the inference component pilotlight-proof-stage \(\w+\), which the stage's state does not name/u,
  };
  yield {
    says: "deploy with --delete-left-over",
    stage,
    words: [...words, "--delete-left-over"],
    changes: "any",
    after: isWhole(stage, whole, sandbox),
  };
  yield gone(stage, whole, sandbox);
}

/** The terminal is closed; the deployment stops by itself, and the next one goes on. */
async function* closedTerminal(sandbox: Sandbox): AsyncGenerator<Step> {
  const stage = "proof-dev";
  const settings = shipped("dev");
  const whole = await all(settings, stage);
  const image = await givenImage(stage, sandbox);
  const words = ["deploy", stage, "--yes", "--image", image];
  yield {
    says: "the terminal is closed while the network is made",
    stage,
    settings,
    words,
    env: slow,
    terminal: { shown: "tasks creating", gesture: "close" },
    code: "SIGHUP",
    changes: "any",
  };
  yield {
    says: "deploy again goes on",
    stage,
    words,
    changes: "any",
    after: isWhole(stage, whole, sandbox),
  };
  yield gone(stage, whole, sandbox);
}

/** The hub's line goes dead in the second part; the next call sends only what S3 lacks. */
async function* copy(sandbox: Sandbox): AsyncGenerator<Step> {
  const stage = "proof-stage";
  const bucket = "our-models";
  await sandbox.storeObjects(bucket, { "something-else": "{}" });
  const words = ["model", "stage", stage, "--bucket", bucket];
  sandbox.hub.deadFrom = 66 * 2 ** 20;
  yield {
    says: "the hub's line goes dead in the second part of 70 MiB",
    stage,
    settings: shipped("staging"),
    words,
    code: 1,
    prints: /67\.1 MB of 73\.4 MB/u,
  };
  sandbox.hub.deadFrom = Infinity;
  yield {
    says: "again: only the second part is sent",
    stage,
    words,
    prints: /2 files, 6\.3 MB of them sent now/u,
  };
  yield { says: "once more: nothing is sent", stage, words, prints: /2 files, 0 bytes of them/u };
}

/** In a network, under a certificate and with a role boundary that the account has already. */
async function* reuse(sandbox: Sandbox): AsyncGenerator<Step> {
  const stage = "proof-reuse";
  const settings = withEndpoint(reusingSettings, { model: hubModel, modelFacts });
  const whole = await all(settings, stage);
  yield first(stage, settings, whole);
  yield gone(stage, whole, sandbox);
}

/** All of them, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  { name: "dev", steps: dev, previews: true },
  { name: "changes", steps: changes, previews: false },
  { name: "stopped", steps: stopped, previews: false },
  { name: "failures", steps: failures, previews: false },
  { name: "staging-and-prod", steps: stagingAndProd, previews: false },
  { name: "closed-terminal", steps: closedTerminal, previews: false },
  { name: "copy", steps: copy, previews: false, hubBytes: wholeBytes },
  { name: "reuse", steps: reuse, previews: false },
  { name: "small-models", steps: smallModels, previews: false },
];
