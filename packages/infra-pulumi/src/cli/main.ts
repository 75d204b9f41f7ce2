// The deployment's commands: `node src/cli/main.ts <command> …`, one npm script each.
import process from "node:process";
import { fileURLToPath } from "node:url";
import { StageConfigError } from "../stage-config.ts";
import { type Command, CommandError, type CommandContext } from "./command.ts";

// Each is loaded when it is called: the AWS clients are not needed to list stages.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  stage: async () => (await import("./stage-command.ts")).stageCommand,
  cost: async () => (await import("./cost-command.ts")).costCommand,
  model: async () => (await import("./model-command.ts")).modelCommand,
  preview: async () => (await import("./deploy-command.ts")).previewCommand,
  deploy: async () => (await import("./deploy-command.ts")).deployCommand,
  outputs: async () => (await import("./stack-commands.ts")).outputsCommand,
  destroy: async () => (await import("./stack-commands.ts")).destroyCommand,
};

const programFolder = fileURLToPath(new URL("../../", import.meta.url)).replace(/[/\\]$/u, "");

const context: CommandContext = {
  env: process.env,
  programFolder,
  stagesFolder: process.env["PILOTLIGHT_STAGES"] ?? programFolder,
  repository: fileURLToPath(new URL("../../../../", import.meta.url)),
  terminal:
    process.stdin.isTTY && process.stdout.isTTY
      ? { input: process.stdin, output: process.stdout }
      : undefined,
  nowMs: Date.now,
  print: (line) => {
    console.log(line);
  },
};

const [name = "", ...words] = process.argv.slice(2);
// pnpm hands the separator on.
const given = words.filter((word) => word !== "--");

try {
  const load = commands[name];
  if (load) await (await load()).run(given, context);
  else await printUsage();
} catch (error) {
  if (!(error instanceof CommandError || error instanceof StageConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function printUsage(): Promise<void> {
  if (name !== "") process.exitCode = 1;
  if (name !== "") console.error(`There is no command "${name}".`);
  for (const load of Object.values(commands)) {
    const { usage, summary } = await load();
    console.log(`npm run ${usage}\n  ${summary}`);
  }
}
