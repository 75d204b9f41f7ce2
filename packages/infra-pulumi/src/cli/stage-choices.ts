// The flags of `stage -- new`, and the settings that they stand for. A flag for each setting that the
// messages of a check name; all other settings are written in the file.
import type { ModelFactsInput } from "../model/read-model-facts.ts";
import { CommandError } from "./command-error.ts";

/** The flags of `stage -- new`. */
export const choiceFlags = {
  region: { type: "string" },
  hosting: { type: "string" },
  profile: { type: "string" },
  model: { type: "string" },
  "instance-type": { type: "string" },
  "max-model-length": { type: "string" },
  "min-copies": { type: "string" },
  "max-copies": { type: "string" },
  "container-image": { type: "string" },
  "allow-unproven-region": { type: "boolean" },
  "small-endpoint": { type: "string" },
  "small-memory": { type: "string" },
  "small-concurrency": { type: "string" },
  "small-instance-type": { type: "string" },
  "small-max-instances": { type: "string" },
  domain: { type: "string" },
  zone: { type: "string" },
  email: { type: "string" },
  budget: { type: "string" },
} as const;

type Texts = Exclude<keyof typeof choiceFlags, "allow-unproven-region">;

/** A model as a stage's file names it. */
export interface ResolvedModel {
  /** `org/name@<revision>` */
  readonly name: string;
  /** What the weights are; undefined where it cannot be told. */
  readonly profile: "bf16" | "awq" | undefined;
  /** Its sizes; undefined for a model whose sizes are in our table. */
  readonly facts: ModelFactsInput | undefined;
}

/** The choices with which a stage is made. */
export interface StageChoices extends Readonly<Partial<Record<Texts, string>>> {
  readonly "allow-unproven-region"?: boolean;
}

/**
 * The settings behind the choices; values that are not allowed are left for the schema to name.
 * @param model what the hub says of the model; undefined where it was not asked
 * @throws {CommandError} for flags that mean nothing without another one
 */
export function settingsOf(choices: StageChoices, model: ResolvedModel | undefined): object {
  const { region = "us-east-1", hosting = "none", domain, zone, email, budget } = choices;
  if (zone && !domain) {
    throw new CommandError(
      `--zone ${zone} is the Route 53 zone of a domain. Add --domain <name in ${zone}>, or leave --zone out.`,
    );
  }
  const endpoint = endpointOf(choices, model);
  if (hosting === "none" && Object.keys(endpoint).length > 0) {
    throw new CommandError(
      "The flags describe a model on a GPU, and the stage has none. Add --hosting gpu, or leave them out.",
    );
  }
  const smallEndpoint = smallEndpointOf(choices);
  const alerts = { ...(email && { email }), ...(budget && { monthlyBudgetUsd: number(budget) }) };
  return {
    region,
    hosting,
    ...(domain && { domain: { name: domain, ...(zone && { zone }) } }),
    ...(Object.keys(endpoint).length > 0 && { endpoint }),
    ...(smallEndpoint && { smallEndpoint }),
    ...(Object.keys(alerts).length > 0 && { alerts }),
  };
}

function endpointOf(choices: StageChoices, model: ResolvedModel | undefined): object {
  const profile = choices.profile ?? model?.profile;
  const name = model?.name ?? choices.model;
  const texts = {
    profile,
    model: name,
    instanceType: choices["instance-type"],
    containerImage: choices["container-image"],
  };
  const numbers = {
    maxModelLength: choices["max-model-length"],
    minCopies: choices["min-copies"],
    maxCopies: choices["max-copies"],
  };
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value)),
    ...(model?.facts && { modelFacts: model.facts }),
    ...Object.fromEntries(
      Object.entries(numbers).flatMap(([key, value]) => (value ? [[key, number(value)]] : [])),
    ),
    ...(choices["allow-unproven-region"] && { allowUnprovenRegion: true }),
  };
}

function smallEndpointOf(choices: StageChoices): object | undefined {
  const flags = {
    memoryMb: choices["small-memory"],
    maxConcurrency: choices["small-concurrency"],
    maxInstances: choices["small-max-instances"],
  };
  const numbers = Object.entries(flags).flatMap(([key, value]) =>
    value ? [[key, number(value)] as const] : [],
  );
  const instanceType = choices["small-instance-type"];
  const hosting = choices["small-endpoint"];
  if (!hosting && (numbers.length > 0 || instanceType)) {
    throw new CommandError(
      "The flags describe an endpoint of the small models, and the stage has none. Add --small-endpoint serverless or --small-endpoint instance, or leave them out.",
    );
  }
  if (!hosting) return undefined;
  return { hosting, ...Object.fromEntries(numbers), ...(instanceType && { instanceType }) };
}

/** The number, or the text itself, for the schema to name what was written. */
function number(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
