import { CommandError } from "./command-error.ts";
import { type Command, type CommandContext, oneStage, readWords } from "./command.ts";
import { checkCredentials } from "./pre-flight/check-credentials.ts";
import { Stack } from "./pulumi.ts";
import { readStage } from "./stage-files.ts";
import { stageModel } from "./stage-model.ts";
import { useModel } from "./use-model.ts";
import { useSmallModel } from "./use-small-model.ts";

const stageUsage = "model -- stage <stage> [--bucket <name>]";
const useUsage =
  "model -- use <stage> <org/name | s3://bucket/prefix/ | ./folder> [--bucket <name>] [--name <name>] [--yes] [--delete-weights]";
const smallUsage =
  "model -- use <stage> <org/name | s3://bucket/prefix/ | ./folder> --task <task> | --small [--bucket <name>] [--yes]";
const usage = `${stageUsage}\nnpm run ${useUsage}\nnpm run ${smallUsage}`;
// Flags of `use` that its deployment takes.
const deployFlags = ["yes", "delete-weights", "delete-left-over"] as const;

/** `npm run model`: copies the stage's hub model into the stage's own bucket, or gives the stage another. */
export const modelCommand: Command = {
  usage,
  summary:
    "stage: copy the stage's model from the hub into its bucket, with checksums; can be repeated\n  use: give the stage another model, of the hub or of one's own, with the web image that runs;\n  with --task or --small: other small models for the endpoint that the stage has for them",
  run: async ([action, ...words], context) => {
    if (action === "stage") await copyModelOf(words, context);
    else if (action === "use") await useAnother(words, context);
    else throw new CommandError(`Use: npm run ${usage}`);
  },
};

async function copyModelOf(words: readonly string[], context: CommandContext): Promise<void> {
  const { values, positionals } = readWords(words, { bucket: { type: "string" } });
  const { config } = readStage(context.stagesFolder, oneStage(positionals, stageUsage));
  await checkCredentials(config.region, context.aws);
  const bucket = values.bucket ?? (await bucketOf(config.stage, context));
  await stageModel(config, bucket, context);
}

async function useAnother(words: readonly string[], context: CommandContext): Promise<void> {
  const { values, positionals } = readWords(words, {
    bucket: { type: "string" },
    name: { type: "string" },
    task: { type: "string" },
    small: { type: "boolean" },
    yes: { type: "boolean" },
    "delete-weights": { type: "boolean" },
    "delete-left-over": { type: "boolean" },
  });
  const [stage, place, ...rest] = positionals;
  if (stage === undefined || place === undefined || rest.length > 0) {
    throw new CommandError(`Use: npm run ${useUsage}`);
  }
  const deployWords = deployFlags.filter((name) => values[name]).map((name) => `--${name}`);
  const { bucket, name, task, small = false } = values;
  const options = { bucket, name, task, deployWords };
  if (task !== undefined || small) {
    await useSmallModel(stage, place, { options, context });
    return;
  }
  await useModel(stage, place, { options, context });
}

async function bucketOf(stage: string, context: CommandContext): Promise<string> {
  const outputs = await new Stack(context, stage).outputs();
  if (outputs?.modelBucket) return outputs.modelBucket;
  throw new CommandError(
    `"${stage}" has no bucket yet. \`npm run deploy -- ${stage} --copy-model\` makes it and copies the model; or name a bucket of yours: --bucket <name>`,
  );
}
