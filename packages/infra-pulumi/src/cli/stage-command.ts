import { type StageConfig, StageConfigError } from "../stage-config.ts";
import { CommandError } from "./command-error.ts";
import { type Command, type CommandContext, oneStage, readWords } from "./command.ts";
import { resolveModel } from "./resolve-model.ts";
import { choiceFlags, settingsOf, type StageChoices } from "./stage-choices.ts";
import { listStages, readStage, refuseExisting, writeStage } from "./stage-files.ts";

const usage = "stage -- new <name> | list | check [<name>]";

/** `npm run stage`: makes, lists and checks the stages' files. */
export const stageCommand: Command = {
  usage,
  summary: "make a stage's file by questions or flags, list the stages, check their settings",
  run: async (words, context) => {
    const { values, positionals } = readWords(words, choiceFlags);
    const [action, ...names] = positionals;
    switch (action) {
      case "new":
        await makeStage(oneStage(names, "stage -- new <name>"), values, context);
        return;
      case "list":
        listAll(context);
        return;
      case "check":
        checkAll(names.length > 0 ? names : listStages(context.stagesFolder), context);
        return;
      case undefined:
      default:
        throw new CommandError(`Use: npm run ${usage}`);
    }
  },
};

async function makeStage(
  stage: string,
  given: StageChoices,
  context: CommandContext,
): Promise<void> {
  const { stagesFolder, terminal, print } = context;
  refuseExisting(stagesFolder, stage);
  const wantsQuestions = terminal && Object.keys(given).length === 0;
  const choices = wantsQuestions
    ? await (await import("./ask-stage.ts")).askStage(stage, terminal)
    : given;
  const settings = settingsOf(choices, await resolveModel(choices, context));
  const { path, config } = writeStage(stagesFolder, stage, settings);
  print(`Wrote ${path}: ${describe(config)}.`);
  print(`Next: npm run cost -- ${stage}, then npm run deploy -- ${stage}`);
}

function listAll({ stagesFolder, print }: CommandContext): void {
  const stages = listStages(stagesFolder);
  if (stages.length === 0) print(`There is no stage in ${stagesFolder}.`);
  const width = Math.max(...stages.map((stage) => stage.length));
  for (const stage of stages) print(`${stage.padEnd(width)}  ${summarize(stagesFolder, stage)}`);
}

function summarize(folder: string, stage: string): string {
  try {
    return describe(readStage(folder, stage).config);
  } catch (error) {
    if (!(error instanceof StageConfigError)) throw error;
    return `wrong settings; see npm run stage -- check ${stage}`;
  }
}

function checkAll(stages: readonly string[], { stagesFolder, print }: CommandContext): void {
  const wrong: string[] = [];
  for (const stage of stages) {
    try {
      print(`${stage}: ${describe(readStage(stagesFolder, stage).config)}`);
    } catch (error) {
      if (!(error instanceof StageConfigError)) throw error;
      wrong.push(error.message);
    }
  }
  if (wrong.length > 0) throw new CommandError(wrong.join("\n"));
}

function describe({ region, endpoint, smallEndpoint, web, domain }: StageConfig): string {
  const gpu = endpoint
    ? `${endpoint.profile} on ${endpoint.instanceType}, ${endpoint.minCopies} to ${endpoint.maxCopies} copies`
    : "no GPU";
  const tasks = `${web.minTasks} to ${web.maxTasks} web tasks`;
  const small = smallEndpoint ? [`small models on SageMaker, ${describeSmall(smallEndpoint)}`] : [];
  return [region, gpu, ...small, tasks, domain?.name ?? "CloudFront's name"].join("; ");
}

function describeSmall(small: NonNullable<StageConfig["smallEndpoint"]>): string {
  return small.hosting === "serverless"
    ? `serverless with ${small.memoryMb} MB`
    : `${small.instanceType}, ${small.minInstances} to ${small.maxInstances} instances`;
}
