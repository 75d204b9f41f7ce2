// `npm run proof -- engine [scenario]`: the commands of the deployment on Pulumi's real engine. Without a
// scenario all of them are run, and docs/deployment-engine.md is written.
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findMoto } from "../../testing/engine/moto.ts";
import { findPulumi, pulumiVersion } from "../../testing/engine/pulumi-cli.ts";
import { Sandbox } from "../../testing/engine/sandbox.ts";
import { makeHub, type Scenario, scenarios } from "./scenarios.ts";
import { type Recorded, runStep } from "./step-recorder.ts";
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
  const steps: Recorded[] = [];
  for (const scenario of chosen) steps.push(...(await play(scenario, { pulumi, moto })));
  if (only === undefined) writeFileSync(report, writeReport(steps, notRun));
  return steps.every(({ problems }) => problems.length === 0);
}

/** What nobody can run without an account. */
const notRun: readonly NotRun[] = [];

async function play(
  { name, steps }: Scenario,
  programs: { readonly pulumi: string; readonly moto: string },
): Promise<readonly Recorded[]> {
  await using sandbox = await Sandbox.start({ ...programs, hub: makeHub() });
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
