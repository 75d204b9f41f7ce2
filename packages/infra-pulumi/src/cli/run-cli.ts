// One command: found by its first word, run, and its failure told in words.
import { CommandError } from "./command-error.ts";
import type { Command, CommandContext } from "./command.ts";
import { explainFailure } from "./explain-failure.ts";

// Each is loaded when it is called: the AWS clients are not needed to list stages.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  stage: async () => (await import("./stage-command.ts")).stageCommand,
  cost: async () => (await import("./cost-command.ts")).costCommand,
  model: async () => (await import("./model-command.ts")).modelCommand,
  preview: async () => (await import("./preview-command.ts")).previewCommand,
  deploy: async () => (await import("./deploy-command.ts")).deployCommand,
  outputs: async () => (await import("./stack-commands.ts")).outputsCommand,
  destroy: async () => (await import("./stack-commands.ts")).destroyCommand,
  pulumi: async () => (await import("./stack-commands.ts")).pulumiCommand,
};

/**
 * Runs one command.
 * @param printError told what went wrong, and what to do
 * @returns what the process ends with
 */
export async function runCli(
  [name = "", ...words]: readonly string[],
  context: CommandContext,
  printError: (line: string) => void,
): Promise<number> {
  const load = commands[name];
  if (!load) {
    if (name !== "") printError(`There is no command "${name}".`);
    await printUsage(context);
    return name === "" ? 0 : 1;
  }
  try {
    // pnpm hands the separator on.
    await (
      await load()
    ).run(
      words.filter((word) => word !== "--"),
      context,
    );
    return 0;
  } catch (error) {
    const message = explainFailure(error);
    if (message === undefined) throw error;
    printError(message);
    return error instanceof CommandError ? error.exitCode : 1;
  }
}

async function printUsage({ print }: CommandContext): Promise<void> {
  for (const load of Object.values(commands)) {
    const { usage, summary } = await load();
    print(`npm run ${usage}\n  ${summary}`);
  }
}
