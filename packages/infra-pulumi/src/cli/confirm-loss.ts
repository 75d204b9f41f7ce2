import * as prompts from "@clack/prompts";
import type { StageConfig } from "../stage-config.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./command.ts";
import type { KnownOutputs } from "./pulumi.ts";

interface LossOptions {
  readonly context: CommandContext;
  /** True where a flag has said it. */
  readonly isAllowed: boolean;
  readonly mayAsk: boolean;
}

/**
 * Asks before a deployment deletes the stage's bucket with its weights, as it does when the stage no
 * longer has a hub model.
 * @throws {CommandError} where nobody agreed; nothing has been changed then
 */
export async function confirmLoss(
  { stage, endpoint }: StageConfig,
  existing: KnownOutputs | undefined,
  { context, isAllowed, mayAsk }: LossOptions,
): Promise<void> {
  const bucket = existing?.modelBucket;
  if (!bucket || endpoint?.source.kind === "hub" || isAllowed) return;
  const loss = `"${stage}" no longer has a hub model, so its bucket ${bucket} is deleted with all weights in it.`;
  if (context.terminal && mayAsk) {
    const answer = await prompts.confirm({
      message: `${loss} Go on?`,
      initialValue: false,
      ...context.terminal,
    });
    if (answer === true) return;
    throw new CommandError("Left as it was: nothing has been changed.");
  }
  throw new CommandError(
    `${loss} To go on, add --delete-weights; to keep them, copy them to a bucket of yours first.`,
  );
}
