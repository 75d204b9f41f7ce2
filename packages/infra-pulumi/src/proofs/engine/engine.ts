// `npm run proof -- engine [scenario]`: the commands of the deployment on Pulumi's real engine. Without a
// scenario all of them are run. docs/deployment-engine.md gets the last run of each.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findMoto } from "../../testing/engine/moto.ts";
import { cacheFolder, findPulumi, pulumiVersion } from "../../testing/engine/pulumi-cli.ts";
import { Sandbox } from "../../testing/engine/sandbox.ts";
import { makeHub, type Scenario, scenarios } from "./scenarios.ts";
import { type Recorded, runStep } from "./step-recorder.ts";
import { parseSteps } from "./parse-steps.ts";
import { type NotRun, writeReport } from "./write-report.ts";

const report = fileURLToPath(new URL("../../../../../docs/deployment-engine.md", import.meta.url));
const logs = join(tmpdir(), "pilotlight-engine-logs");
/** The large model's container, which a deployment looks for. */
const container = { repository: "vllm", tag: "server-sagemaker-cuda-v1" };

/**
 * Runs the scenarios and prints a line for each step.
 * @param only one scenario's name
 * @returns whether all is as expected; undefined where the CLI or moto cannot be had
 */
export async function main(only?: string): Promise<boolean | undefined> {
  const pulumi = findPulumi(console.log);
  if (pulumi === undefined) {
    console.log(`Absent: Pulumi ${pulumiVersion} on the PATH, or Go to build it with.`);
    return undefined;
  }
  const moto = findMoto(console.log);
  if (moto === undefined) {
    console.log("Absent: Python 3 and moto from PyPI.");
    return undefined;
  }
  mkdirSync(logs, { recursive: true });
  const chosen = scenarios.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) {
    console.log(
      `There is no scenario "${String(only)}": ${scenarios.map(({ name }) => name).join(", ")}`,
    );
    return false;
  }
  let isGood = true;
  for (const scenario of chosen) {
    const steps = await play(scenario, { pulumi, moto });
    isGood &&= steps.every(({ problems }) => problems.length === 0);
    keep(scenario.name, steps);
    // After each, so that a proof that is cut has not been for nothing.
    writeFileSync(report, writeReport(keptSteps(), notRun()));
    spawnSync("pnpm", ["exec", "prettier", "--write", report], { stdio: "ignore" });
  }
  return isGood;
}

/** What nobody can run without an account. */
const never: readonly NotRun[] = [
  { scenario: "AWS itself, and the two providers against it", why: "it needs an account" },
  {
    scenario: "how long AWS takes, what it refuses beside that, and eventual consistency",
    why: "the stand-ins answer at once, from CloudFormation's schema and a table",
  },
  {
    scenario: "Pulumi's own language host and its S3 backend",
    why: "ours starts the same runner; the state lies in a folder",
  },
];

function notRun(): readonly NotRun[] {
  const missing = scenarios
    .filter(({ name }) => !existsSync(resultOf(name)))
    .map(({ name }) => ({ scenario: name, why: "it was not run on this machine" }));
  return [...missing, ...never];
}

function resultOf(name: string): string {
  return cacheFolder("engine-proof", `${name}.json`);
}

function keep(name: string, steps: readonly Recorded[]): void {
  mkdirSync(cacheFolder("engine-proof"), { recursive: true });
  writeFileSync(resultOf(name), JSON.stringify(steps));
}

/** The last run of each scenario, so that one that was run by itself takes its place among the others. */
function keptSteps(): readonly Recorded[] {
  return scenarios
    .map(({ name }) => resultOf(name))
    .filter((path) => existsSync(path))
    .flatMap((path) => parseSteps(readFileSync(path, "utf8")));
}

async function play(
  { name, steps, previews, hubBytes }: Scenario,
  programs: { readonly pulumi: string; readonly moto: string },
): Promise<readonly Recorded[]> {
  await using sandbox = await Sandbox.start({ ...programs, previews, hub: makeHub(hubBytes) });
  await sandbox.pushImage(container.repository, container.tag);
  const recorded: Recorded[] = [];
  for await (const step of steps(sandbox)) {
    const result = await runStep(name, step, sandbox);
    recorded.push(result);
    writeFileSync(join(logs, `${name}-${recorded.length}.log`), result.printed);
    const isGood = result.problems.length === 0;
    const { created, updated, replaced, deleted } = result.changes;
    console.log(
      `${isGood ? "ok  " : "FAIL"} ${name}, ${result.says}: ${created.length} created, ${updated.length} updated, ${replaced.length} replaced, ${deleted.length} deleted`,
    );
    for (const problem of result.problems) console.log(`       ${problem}`);
  }
  return recorded;
}
