// Any model of the hub by its name alone: its newest revision, its size, and what of it a GPU must hold.
import { knownModels } from "../sizing/models.ts";
import { readModelFacts } from "../model/read-model-facts.ts";
import type { CommandContext } from "./command.ts";
import { hubOf } from "./stage-model.ts";
import type { ResolvedModel, StageChoices } from "./stage-choices.ts";

const hubName = /^(?<id>[\w.-]+\/[\w.-]+?)(?:@(?<revision>[\w./-]+))?$/u;

/**
 * What the hub says of the chosen model; undefined where none is chosen, it is no hub model, or nothing
 * is to be asked: a model of our table with its revision.
 * @throws {HubError} when the hub refuses or does not have it, or it is no model that can be sized
 */
export async function resolveModel(
  { model }: StageChoices,
  context: CommandContext,
): Promise<ResolvedModel | undefined> {
  const parts = hubName.exec(model ?? "")?.groups;
  if (!parts) return undefined;
  const { id = "", revision = "main" } = parts;
  const isKnown = knownModels.includes(id);
  if (isKnown && /^[0-9a-f]{40}$/u.test(revision)) return undefined;
  context.print(`Asking the hub for ${id} …`);
  const found = await readModelFacts(hubOf(context), { id, revision });
  const name = `${id}@${found.revision}`;
  const { weightGb, kvKibPerToken, maxTokens } = found;
  context.print(
    `${name}: ${weightGb} GB of weights (${found.precision}), ${kvKibPerToken} KiB a token, ${maxTokens} tokens.`,
  );
  return {
    name,
    profile: found.precision === "unknown" ? undefined : found.precision,
    facts: isKnown ? undefined : { weightGb, kvKibPerToken, maxTokens },
  };
}
