// The proof's table, as docs/deployment-engine.md has it.
import { cpus, release, totalmem, type } from "node:os";
import process from "node:process";
import { pulumiVersion } from "../../testing/engine/pulumi-cli.ts";
import type { Recorded } from "./step-recorder.ts";

/** A scenario that was not run, and why. */
export interface NotRun {
  readonly scenario: string;
  readonly why: string;
}

/** The whole document. */
export function writeReport(steps: readonly Recorded[], notRun: readonly NotRun[]): string {
  const good = steps.filter(({ problems }) => problems.length === 0).length;
  return [
    "# The deployment on Pulumi's real engine",
    "",
    "Written by `npm run proof -- engine [scenario]`; run it again instead of editing this file. A scenario that is run",
    "by itself takes its place among the last runs of the others.",
    "",
    `Pulumi's CLI ${pulumiVersion}, built from its Go modules, runs \`npm run deploy\`, \`preview\`, \`destroy\` and the others`,
    "as a person does. Stand-ins take the place of the two AWS providers and of Pulumi's language host",
    "(`packages/infra-pulumi/src/testing/engine`): they make nothing, hold inputs to CloudFormation's schema, take what",
    "cannot be changed in place from it, and refuse names that are taken and references to what is gone. S3, ECR and STS",
    "are moto's. **No AWS account was involved.** The stages are the shipped ones with a small model in Mistral's place.",
    "Pulumi's preview before each change runs in the scenario `dev` only; it takes the time of the change once more.",
    "",
    `${days(steps)}, ${type()} ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}: ${good} of ${steps.length} steps as expected.`,
    "",
    "| scenario | day | step | created | updated | replaced | deleted | result |",
    "| --- | --- | --- | --: | --: | --: | --: | --- |",
    ...steps.map(rowOf),
    "",
    "Every step was also held to: nothing is deleted while something uses it, nothing refers to what does not exist, no",
    "name is taken twice, no value is unknown when it is needed, and no lock stays. After a `destroy` nothing is left.",
    "",
    ...replacedOf(steps),
    "## Not run",
    "",
    ...notRun.map(({ scenario, why }) => `- ${scenario}: ${why}`),
    "",
  ].join("\n");
}

/** The days on which the scenarios were run last. */
function days(steps: readonly Recorded[]): string {
  return [...new Set(steps.map(({ day }) => day))].toSorted().join(" to ");
}

function rowOf({ scenario, day, says, changes, problems }: Recorded): string {
  const { created, updated, replaced, deleted } = changes;
  const counts = [created, updated, replaced, deleted].map((them) => String(them.length));
  const result = problems.length === 0 ? "as expected" : problems.join("; ");
  return `| ${[scenario, day, says, ...counts, result].map(escape).join(" | ")} |`;
}

function replacedOf(steps: readonly Recorded[]): readonly string[] {
  const lines = steps
    .filter(({ changes }) => changes.replaced.length > 0)
    .map(({ scenario, says, changes }) => `- ${scenario}, ${says}: ${changes.replaced.join(", ")}`);
  return lines.length === 0 ? [] : ["## What was replaced", "", ...lines, ""];
}

function escape(text: string): string {
  return text.replaceAll("|", String.raw`\|`).replaceAll("\n", " ");
}
