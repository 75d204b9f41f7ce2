import { type StageConfig, StageConfigError } from "../stage-config.ts";
import { type Command, CommandError, type CommandContext, oneStage, readWords } from "./command.ts";
import { listStages, readStage, writeStage } from "./stage-files.ts";

const usage = "stage -- new <name> | list | check [<name>]";

const flags = {
  region: { type: "string" },
  hosting: { type: "string" },
  profile: { type: "string" },
  model: { type: "string" },
  domain: { type: "string" },
  zone: { type: "string" },
  email: { type: "string" },
  budget: { type: "string" },
} as const;

/** The choices with which a stage is made; each is a flag of `stage -- new`. */
export type StageChoices = Readonly<Partial<Record<keyof typeof flags, string>>>;

/** `npm run stage`: makes, lists and checks the stages' files. */
export const stageCommand: Command = {
  usage,
  summary: "make a stage's file by questions or flags, list the stages, check their settings",
  run: async (words, context) => {
    const { values, positionals } = readWords(words, flags);
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
  { stagesFolder, terminal, print }: CommandContext,
): Promise<void> {
  const wantsQuestions = terminal && Object.keys(given).length === 0;
  const choices = wantsQuestions
    ? await (await import("./ask-stage.ts")).askStage(stage, terminal)
    : given;
  const { path, config } = writeStage(stagesFolder, stage, settingsOf(choices));
  print(`Wrote ${path}: ${describe(config)}.`);
  print(`Next: npm run cost -- ${stage}, then npm run deploy -- ${stage}`);
}

/** The settings file behind the choices; values that are not allowed are left for the schema to name. */
function settingsOf(choices: StageChoices): object {
  const { region = "us-east-1", hosting = "none", profile, model, domain, zone } = choices;
  const { email, budget } = choices;
  const endpoint = { ...(profile && { profile }), ...(model && { model }) };
  const alerts = {
    ...(email && { email }),
    ...(budget && { monthlyBudgetUsd: Number(budget) }),
  };
  return {
    region,
    hosting,
    ...(domain && { domain: { name: domain, ...(zone && { zone }) } }),
    ...(Object.keys(endpoint).length > 0 && { endpoint }),
    ...(Object.keys(alerts).length > 0 && { alerts }),
  };
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

function describe({ region, endpoint, web, domain }: StageConfig): string {
  const gpu = endpoint
    ? `${endpoint.profile} on ${endpoint.instanceType}, ${endpoint.minCopies} to ${endpoint.maxCopies} copies`
    : "no GPU";
  const tasks = `${web.minTasks} to ${web.maxTasks} web tasks`;
  return [region, gpu, tasks, domain?.name ?? "CloudFront's name"].join("; ");
}
