import type { Readable, Writable } from "node:stream";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { CommandError } from "./command-error.ts";
import type { RunProgram } from "./run-program.ts";

/** Where a person reads questions and types. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/** A pair of AWS's keys. */
interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What every client of AWS is made with beside its region; empty for AWS itself and one's own keys. */
export interface AwsOptions {
  readonly endpoint?: string;
  readonly credentials?: AwsKeys | (() => Promise<AwsKeys>);
}

/** What a command may use of the world. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder with `Pulumi.yaml` and the program. */
  readonly programFolder: string;
  /** The folder with the stage files: `PILOTLIGHT_STAGES`, else the program's. */
  readonly stagesFolder: string;
  /** The repository's root, from which the image is built. */
  readonly repository: string;
  /** Where a person can answer questions; undefined where nobody can. */
  readonly terminal: Terminal | undefined;
  readonly nowMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly fetch: typeof fetch;
  readonly aws: AwsOptions;
  /** Runs a program to its end. */
  readonly runProgram: RunProgram;
  /** Writes a line for the reader. */
  readonly print: (line: string) => void;
}

/** One word after `npm run`. */
export interface Command {
  /** How it is called, such as `deploy -- <stage> [--yes]`. */
  readonly usage: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** @throws {CommandError} with what to do about it */
  readonly run: (words: readonly string[], context: CommandContext) => Promise<void>;
}

/** A command's flags, by name. */
export type Flags = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads what follows a command: its flags, and the names before and between them.
 * @throws {CommandError} naming the flag that is not known or lacks its value
 */
export function readWords<const Known extends Flags>(words: readonly string[], options: Known) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError && "code" in error) throw new CommandError(error.message);
    throw error;
  }
}

/**
 * The stage that a command is called with.
 * @throws {CommandError} when there is none or more than one
 */
export function oneStage(names: readonly string[], usage: string): string {
  const [stage, ...rest] = names;
  if (stage !== undefined && rest.length === 0) return stage;
  const problem = stage === undefined ? "No stage was named." : `"${rest.join(" ")}" is too much.`;
  throw new CommandError(`${problem} Use: npm run ${usage}`);
}
