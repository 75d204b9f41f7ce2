import { spawn } from "node:child_process";
import process from "node:process";
import { CommandError } from "./command-error.ts";
import { guardGroup, type Interruption } from "./interruption.ts";

/** How a program is run. */
export interface ProgramOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** What it reads from its standard input; else it shares ours. */
  readonly input?: string;
  /** True to get its output instead of showing it. */
  readonly isQuiet?: boolean;
  /** What happens on Ctrl+C and when the terminal is closed; without it the program ends as we do. */
  readonly interruption?: Interruption;
}

/** How a program ended. */
export interface ProgramResult {
  readonly code: number;
  /** What it wrote, when it was run quietly. */
  readonly output: string;
  readonly errorOutput: string;
  /** True when a person stopped it. */
  readonly wasInterrupted?: boolean;
}

/** Runs a program to its end. */
export type RunProgram = (
  name: string,
  words: readonly string[],
  options: ProgramOptions,
) => Promise<ProgramResult>;

/**
 * Runs a program to its end, with what it started itself.
 * @throws {CommandError} when there is no such program
 */
export const runProgram: RunProgram = async (name, words, options) => {
  const { env, folder, input, isQuiet = false } = options;
  // Windows has no groups to signal: there Ctrl+C reaches every process of the console by itself.
  const interruption = process.platform === "win32" ? undefined : options.interruption;
  const written = isQuiet ? "pipe" : "inherit";
  const child = spawn(name, words, {
    cwd: folder,
    env,
    stdio: [input === undefined ? "inherit" : "pipe", written, written],
    // A session of its own: Ctrl+C and the end of the terminal then come to us alone, once.
    detached: interruption !== undefined,
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
  if (interruption === undefined) return { code: await promise, output, errorOutput };
  const guard = guardGroup(child.pid, interruption);
  try {
    const code = await promise;
    const wasInterrupted = await guard.ended();
    return { code, output, errorOutput, wasInterrupted };
  } finally {
    guard[Symbol.dispose]();
  }
};
