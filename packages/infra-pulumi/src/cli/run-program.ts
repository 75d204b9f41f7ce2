import { spawn } from "node:child_process";
import { CommandError } from "./command.ts";

/** How a program is run. */
export interface ProgramOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** What it reads from its standard input; else it shares ours. */
  readonly input?: string;
  /** True to get its output instead of showing it. */
  readonly isQuiet?: boolean;
}

/** How a program ended. */
export interface ProgramResult {
  readonly code: number;
  /** What it wrote, when it was run quietly. */
  readonly output: string;
  readonly errorOutput: string;
}

/**
 * Runs a program to its end.
 * @throws {CommandError} when there is no such program
 */
export async function runProgram(
  name: string,
  words: readonly string[],
  { env, folder, input, isQuiet = false }: ProgramOptions,
): Promise<ProgramResult> {
  const written = isQuiet ? "pipe" : "inherit";
  const child = spawn(name, words, {
    cwd: folder,
    env,
    stdio: [input === undefined ? "inherit" : "pipe", written, written],
  });
  let output = "";
  let errorOutput = "";
  child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (errorOutput += data.toString()));
  child.stdin?.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("error", (error) => {
    const isMissing = "code" in error && error.code === "ENOENT";
    reject(isMissing ? new CommandError(`There is no program "${name}" on the PATH.`) : error);
  });
  child.once("close", (code) => {
    resolve(code ?? 1);
  });
  return { code: await promise, output, errorOutput };
}
