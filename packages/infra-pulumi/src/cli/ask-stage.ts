// The questions of `npm run stage -- new <name>`, for a person at a terminal.
import * as prompts from "@clack/prompts";
import { regionNames, regionOf } from "../sizing/regions.ts";
import { CommandError } from "./command-error.ts";
import type { Terminal } from "./command.ts";
import type { StageChoices } from "./stage-choices.ts";

const hostings = [
  { value: "none", label: "No GPU", hint: "small models in the browser and on Fargate's CPU" },
  { value: "gpu", label: "GPU that sleeps", hint: "a large model on a SageMaker endpoint" },
];

const profiles = [
  { value: "bf16", label: "bf16 on ml.g5.2xlarge", hint: "the model as it was published" },
  { value: "awq", label: "AWQ on ml.g5.xlarge", hint: "quantised: smaller, cheaper, a bit worse" },
];

/**
 * Asks a person for what a stage cannot do without.
 * @throws {CommandError} when the person leaves; nothing has been written then
 */
export async function askStage(stage: string, terminal: Terminal): Promise<StageChoices> {
  prompts.intro(`A new stage: ${stage}`, terminal);
  const hosting = answered(
    await prompts.select({ message: "GPU?", options: hostings, ...terminal }),
  );
  const region = answered(
    await prompts.select({
      message: "Region?",
      options: regionOptions(hosting === "gpu"),
      ...terminal,
    }),
  );
  const ask = (message: string) => askText(message, terminal);
  const hasGpu = hosting === "gpu";
  const model = hasGpu
    ? await ask("Model of the hub, as org/name? Empty for Mistral-7B-Instruct.")
    : undefined;
  // Of another model the hub tells what its weights are.
  const profile =
    hasGpu && !model
      ? answered(await prompts.select({ message: "Weights?", options: profiles, ...terminal }))
      : undefined;
  const domain = await ask("Domain? Empty for CloudFront's own name.");
  const zone = domain && (await ask("Route 53 zone that holds it?"));
  const email = await ask("E-mail for alarms and the budget? Empty for none.");
  const budget = await ask("Monthly budget in US dollars? Empty for 100.");
  prompts.outro("That is all.", terminal);
  return withoutEmpty({ hosting, region, model, profile, domain, zone, email, budget });
}

function regionOptions(needsZero: boolean) {
  return regionNames
    .filter((name) => !needsZero || regionOf(name)?.scaleToZero === "works")
    .map((value) => ({ value, label: value }));
}

async function askText(message: string, terminal: Terminal): Promise<string> {
  return answered(await prompts.text({ message, defaultValue: "", ...terminal }));
}

function answered(answer: string | symbol): string {
  if (typeof answer === "string") return answer;
  throw new CommandError("Left without a new stage.");
}

function withoutEmpty(choices: Readonly<Record<string, string | undefined>>): StageChoices {
  return Object.fromEntries(
    Object.entries(choices).filter(([, value]) => value !== undefined && value !== ""),
  );
}
