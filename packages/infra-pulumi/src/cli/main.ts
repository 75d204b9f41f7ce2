// The deployment's commands: `node src/cli/main.ts <command> …`, one npm script each.
import { enableCompileCache } from "node:module";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { CommandContext } from "./command.ts";
import { runCli } from "./run-cli.ts";
import { runProgram } from "./run-program.ts";

const programFolder = fileURLToPath(new URL("../../", import.meta.url)).replace(/[/\\]$/u, "");

// Pulumi's packages, which a command loads when it needs them, are more than half of its time.
enableCompileCache(
  fileURLToPath(new URL("../../../../node_modules/.cache/compiled", import.meta.url)),
);

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
  wait: setTimeout,
  fetch,
  aws: {},
  runProgram,
  print: (line) => {
    console.log(line);
  },
};

// A closed terminal takes no more lines; what is under way goes on to its end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EIO" && error.code !== "EPIPE") throw error;
  });
}

process.exitCode = await runCli(process.argv.slice(2), context, (line) => {
  console.error(line);
});
