// The `pulumi` CLI, as the commands use it: one stack per stage, the stage's file as its settings.
import { delimiter, join } from "node:path";
import * as v from "valibot";
import { CommandError, type CommandContext } from "./command.ts";
import { type ProgramResult, runProgram } from "./run-program.ts";
import { stagePath } from "./stage-files.ts";

// The names are those of StageOutputs; a stack that was never deployed has none.
const outputsSchema = v.object({
  phase: v.optional(v.string()),
  repositoryUrl: v.optional(v.string()),
  modelBucket: v.nullish(v.string()),
  url: v.nullish(v.string()),
});

/** What the commands need to know of a deployed stage. */
export type KnownOutputs = v.InferOutput<typeof outputsSchema>;

interface OperationOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Another file than the stage's own. */
  readonly configFile?: string;
}

/** One stage's stack. */
export class Stack {
  readonly #context: CommandContext;
  readonly #stage: string;

  constructor(context: CommandContext, stage: string) {
    this.#context = context;
    this.#stage = stage;
  }

  /**
   * Makes sure that Pulumi has a place to keep the stack, and that the stack is there.
   * @throws {CommandError} when nobody is logged in to a backend
   */
  async select(): Promise<void> {
    const { code, errorOutput } = await this.#run(["whoami", "--non-interactive"], {
      isQuiet: true,
    });
    if (code !== 0) {
      throw new CommandError(
        `Pulumi has no place to keep the stage's state: ${errorOutput.trim()}\n` +
          "Log in once: `pulumi login s3://<bucket>` keeps it in your own account, `pulumi login` at Pulumi.",
      );
    }
    const provider = this.#context.env["PILOTLIGHT_SECRETS_PROVIDER"];
    const secrets = provider ? ["--secrets-provider", provider] : [];
    await this.#must(["stack", "select", "--create", ...secrets, this.#stage]);
  }

  /** What the stage told when it was deployed last; empty before the first time. */
  async outputs(): Promise<KnownOutputs> {
    const text = await this.outputsText();
    return v.parse(outputsSchema, text === "" ? {} : JSON.parse(text));
  }

  /** The same as JSON text, with every output; empty when the stack is not there. */
  async outputsText(): Promise<string> {
    const words = ["stack", "output", "--json", "--stack", this.#stage];
    const { code, output, errorOutput } = await this.#run(words, { isQuiet: true });
    if (code === 0) return output.trim();
    if (errorOutput.includes("no stack named")) return "";
    throw new CommandError(`pulumi could not read the stage: ${errorOutput.trim()}`);
  }

  /**
   * Runs `up`, `preview` or `destroy` on the stack, with its output on the screen.
   * @throws {CommandError} when it fails; what it wrote says why
   */
  async operate(
    operation: "up" | "preview" | "destroy",
    words: readonly string[],
    { env = {}, configFile = this.#configFile() }: OperationOptions = {},
  ): Promise<void> {
    const named = configFile === undefined ? [] : ["--config-file", configFile];
    await this.#must([operation, "--stack", this.#stage, ...named, ...words], env);
  }

  /** Stage files outside the program's folder must be named to Pulumi. */
  #configFile(): string | undefined {
    const { stagesFolder, programFolder } = this.#context;
    return stagesFolder === programFolder ? undefined : stagePath(stagesFolder, this.#stage);
  }

  async #must(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
    const { code } = await this.#run(words, { env });
    if (code === 0) return;
    throw new CommandError(`pulumi ${words[0] ?? ""} ended with ${code}; its lines above say why.`);
  }

  #run(
    words: readonly string[],
    options: { readonly isQuiet?: boolean; readonly env?: Readonly<Record<string, string>> },
  ): Promise<ProgramResult> {
    const { env, programFolder } = this.#context;
    // A Pulumi of one's own comes first; the one in the packages fetches itself at its first call.
    const path = [env["PATH"], join(programFolder, "node_modules/.bin")].join(delimiter);
    return runProgram("pulumi", words, {
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true", ...options.env, PATH: path },
      folder: programFolder,
      ...(options.isQuiet === undefined ? {} : { isQuiet: options.isQuiet }),
    });
  }
}
