import { type Command, CommandError, oneStage, readWords } from "./command.ts";
import { checkCredentials } from "./pre-flight/check-credentials.ts";
import { Stack } from "./pulumi.ts";
import { readStage } from "./stage-files.ts";

const destroyUsage = "destroy -- <stage> [--yes]";
const outputsUsage = "outputs -- <stage>";

/** `npm run destroy`: takes a stage away, alarms first and the endpoint last. */
export const destroyCommand: Command = {
  usage: destroyUsage,
  summary: "take a stage away, with all that it stored",
  run: async (words, context) => {
    const { values, positionals } = readWords(words, { yes: { type: "boolean" } });
    const { config } = readStage(context.stagesFolder, oneStage(positionals, destroyUsage));
    const { arn } = await checkCredentials(config.region);
    context.print(`Acting as ${arn} in ${config.region}.`);
    const stack = new Stack(context, config.stage);
    await stack.select();
    await stack.operate("destroy", values.yes ? ["--yes"] : []);
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
    if (text === "") {
      throw new CommandError(
        `"${config.stage}" is not deployed. Use: npm run deploy -- ${config.stage}`,
      );
    }
    context.print(text);
  },
};
