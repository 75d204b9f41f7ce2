import { isStageName } from "../stage-config.ts";
import { CommandError } from "./command-error.ts";
import { type Command, type CommandContext, oneStage, readWords } from "./command.ts";
import { deployedPath, removeDeployedFile, writeDeployedFile } from "./deployed-file.ts";
import { clearLeftOver } from "./left-over.ts";
import { parseStageYaml } from "./parse-stage-yaml.ts";
import { checkCredentials } from "./pre-flight/check-credentials.ts";
import { Stack } from "./pulumi.ts";
import { listStages, readStage, stagePath } from "./stage-files.ts";

const destroyUsage = "destroy -- <stage> [--yes] [--delete-left-over]";
const outputsUsage = "outputs -- <stage>";
const pulumiUsage = "pulumi -- <stage> <words of Pulumi's …>";

/** `npm run destroy`: takes a stage away, alarms first and the endpoint last. */
export const destroyCommand: Command = {
  usage: destroyUsage,
  summary: "take a stage away, with all that it stored",
  run: async (words, context) => {
    const { values, positionals } = readWords(words, {
      yes: { type: "boolean" },
      "delete-left-over": { type: "boolean" },
    });
    const stage = oneStage(positionals, destroyUsage);
    const region = looseRegion(stage, context);
    const { arn } = await checkCredentials(region, context.aws);
    context.print(`Acting as ${arn} in ${region}.`);
    const stack = new Stack(context, stage);
    await stack.requireBackend();
    if ((await stack.outputs()) === undefined) {
      throw new CommandError(`"${stage}" has no stack, so there is nothing to take away.`);
    }
    await stack.refusePending();
    writeDeployedFile(context, stage);
    await stack.operate("destroy", values.yes ? ["--yes"] : []);
    removeDeployedFile(context, stage);
    await clearLeftOver(
      { stage, region },
      {
        stack,
        context,
        mayDelete: values["delete-left-over"] ?? false,
        mayAsk: !values.yes,
        tellsRefusal: false,
      },
    );
    context.print(
      `Nothing of "${stage}" runs any more. Its settings stay: npm run deploy -- ${stage}`,
    );
  },
};

/** `npm run outputs`: what a stage told when it was deployed, as JSON. */
export const outputsCommand: Command = {
  usage: outputsUsage,
  summary: "a stage's address and names, as JSON",
  run: async (words, context) => {
    const { positionals } = readWords(words, {});
    const { config } = readStage(context.stagesFolder, oneStage(positionals, outputsUsage));
    const text = await new Stack(context, config.stage).outputsText();
    if (isNothing(text)) {
      throw new CommandError(
        `"${config.stage}" is not deployed: nothing of it runs. Use: npm run deploy -- ${config.stage}`,
      );
    }
    context.print(text);
  },
};

/** `npm run pulumi`: any other word of Pulumi's on a stage, such as `cancel`, `refresh` or `state`. */
export const pulumiCommand: Command = {
  usage: pulumiUsage,
  summary: "any word of Pulumi's on a stage: cancel, refresh, state …; see docs/recovery.md",
  run: async ([stage, ...words], context) => {
    if (stage === undefined || words.length === 0) {
      throw new CommandError(`Name a stage and what Pulumi should do. Use: npm run ${pulumiUsage}`);
    }
    requireStage(stage, context);
    writeDeployedFile(context, stage);
    await new Stack(context, stage).pass(words);
  },
};

/** A stack whose resources are all gone still tells an empty object. */
function isNothing(outputs: string): boolean {
  const told: unknown = outputs === "" ? {} : JSON.parse(outputs);
  return typeof told !== "object" || told === null || Object.keys(told).length === 0;
}

/**
 * The region of a stage whose other settings may be wrong or gone: taking it away must stay possible.
 * @throws {CommandError} where nothing names it
 */
function looseRegion(stage: string, context: CommandContext): string {
  requireStage(stage, context);
  const paths = [stagePath(context.stagesFolder, stage), deployedPath(context, stage)];
  for (const path of paths) {
    const settings = parseStageYaml(path).config?.["pilotlight:settings"];
    const region: unknown =
      typeof settings === "object" && settings !== null && "region" in settings
        ? settings.region
        : undefined;
    if (typeof region === "string" && /^[a-z]{2}(?:-[a-z]+)+-\d$/u.test(region)) return region;
  }
  const region = context.env["AWS_REGION"];
  if (region) return region;
  throw new CommandError(`The file of "${stage}" names no region. Set AWS_REGION to the stage's.`);
}

function requireStage(stage: string, { stagesFolder }: CommandContext): void {
  if (isStageName(stage)) return;
  const known = listStages(stagesFolder);
  throw new CommandError(
    `"${stage}" is no stage.${known.length > 0 ? ` There are ${known.join(", ")}.` : ""}`,
  );
}
