// The `pulumi` CLI, as the commands use it: one stack per stage.
import { delimiter, join } from "node:path";
import * as v from "valibot";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./command.ts";
import type { Interruption } from "./interruption.ts";
import type { ProgramResult } from "./run-program.ts";

// The names are those of StageOutputs; a stack that was never deployed has none.
const outputsSchema = v.object({
  phase: v.optional(v.string()),
  repositoryUrl: v.optional(v.string()),
  modelBucket: v.nullish(v.string()),
  url: v.nullish(v.string()),
  image: v.nullish(v.string()),
  endpointName: v.nullish(v.string()),
  inferenceComponentName: v.nullish(v.string()),
});

/** What the commands need to know of a deployed stage. */
export type KnownOutputs = v.InferOutput<typeof outputsSchema>;

const stateSchema = v.object({
  deployment: v.nullish(
    v.object({
      resources: v.nullish(v.array(v.object({ type: v.string() }))),
      pending_operations: v.nullish(
        v.array(v.object({ type: v.string(), resource: v.object({ urn: v.string() }) })),
      ),
    }),
  ),
});

const recovery = "packages/infra-pulumi/docs/recovery.md";

interface OperationOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Another file than the one in which Pulumi finds the stage's settings. */
  readonly configFile?: string;
}

/** One that a person stopped; the process ends as shells expect of that. */
class InterruptedError extends CommandError {
  override readonly name = "InterruptedError";
  override readonly exitCode = 130;
}

/** One stage's stack. */
export class Stack {
  readonly #context: CommandContext;
  readonly #stage: string;
  readonly #env: Readonly<Record<string, string>>;

  /** @param env variables for every call, such as another backend */
  constructor(context: CommandContext, stage: string, env: Readonly<Record<string, string>> = {}) {
    this.#context = context;
    this.#stage = stage;
    this.#env = env;
  }

  /** True when Pulumi is logged in to a backend. */
  async hasBackend(): Promise<boolean> {
    return (await this.#askBackend()).code === 0;
  }

  /** @throws {CommandError} when Pulumi has no place to keep the stack */
  async requireBackend(): Promise<void> {
    const { code, errorOutput } = await this.#askBackend();
    if (code !== 0) {
      throw new CommandError(
        `Pulumi has no place to keep the stage's state: ${errorOutput.trim()}\n` +
          "Log in once: `pulumi login s3://<bucket>` keeps it in your own account, `pulumi login` at Pulumi.",
      );
    }
  }

  /**
   * Makes the stack where there is none.
   * @param provider what keeps the stack's secrets; undefined for a passphrase
   */
  async create(provider = this.#context.env["PILOTLIGHT_SECRETS_PROVIDER"]): Promise<void> {
    const secrets = provider ? ["--secrets-provider", provider] : [];
    await this.#must(["stack", "select", "--create", ...secrets, this.#stage]);
  }

  /** What the stage told when it was deployed last; undefined when the stack is not there. */
  async outputs(): Promise<KnownOutputs | undefined> {
    const text = await this.outputsText();
    return text === "" ? undefined : v.parse(outputsSchema, JSON.parse(text));
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
   * Refuses to go on while the state names resources of which nobody knows whether they were made:
   * a deployment would make them a second time, and `destroy` would leave the first ones.
   * @throws {CommandError} that names them, and what to do
   */
  async refusePending(): Promise<void> {
    const pending = (await this.#state())?.pending_operations ?? [];
    if (pending.length === 0) return;
    const lines = pending.map(({ type, resource }) => `  ${type} ${resource.urn}`);
    throw new CommandError(
      [
        "The last deployment was cut while AWS did something of which nobody knows how it ended:",
        ...lines,
        `Look into it with \`npm run pulumi -- ${this.#stage} refresh\`, which asks about each; see ${recovery}.`,
      ].join("\n"),
    );
  }

  /** The types of which the state has a resource. */
  async knownTypes(): Promise<ReadonlySet<string>> {
    const resources = (await this.#state())?.resources ?? [];
    return new Set(resources.map(({ type }) => type));
  }

  /**
   * Runs `up`, `preview` or `destroy` on the stack, with its output on the screen.
   * @throws {CommandError} when it fails or is stopped; what it wrote says why
   */
  async operate(
    operation: "up" | "preview" | "destroy",
    words: readonly string[],
    { env = {}, configFile }: OperationOptions = {},
  ): Promise<void> {
    const named = configFile === undefined ? [] : ["--config-file", configFile];
    await this.#must([operation, "--stack", this.#stage, ...named, ...words], env);
  }

  /** Any other word of Pulumi's, on this stack. */
  async pass(words: readonly string[]): Promise<void> {
    await this.#must([...words, "--stack", this.#stage]);
  }

  async #state() {
    const words = ["stack", "export", "--stack", this.#stage];
    const { code, output } = await this.#run(words, { isQuiet: true });
    return code === 0 ? v.parse(stateSchema, JSON.parse(output)).deployment : undefined;
  }

  #askBackend(): Promise<ProgramResult> {
    return this.#run(["whoami", "--non-interactive"], { isQuiet: true });
  }

  async #must(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
    const word = words[0] ?? "";
    const { code, wasInterrupted } = await this.#run(words, {
      env,
      interruption: this.#interruption(word),
    });
    if (wasInterrupted === true) {
      throw new InterruptedError(
        `pulumi ${word} was stopped. What it had made is written down: run the command again to go on. If it then says that the stage is locked, or that something is pending, see ${recovery}.`,
      );
    }
    if (code === 0) return;
    throw new CommandError(
      `pulumi ${word} ended with ${code}; its lines above say why. If they say that the stage is locked and nobody else is at it: npm run pulumi -- ${this.#stage} cancel`,
    );
  }

  #interruption(word: string): Interruption {
    const { nowMs, wait, print } = this.#context;
    const onAsked = (times: 1 | 2) => {
      print(
        times === 1
          ? `Stopping. pulumi ${word} starts nothing new and writes down what it made; stay until it has. A GPU endpoint that AWS is making now is made to its end and not written down: deploy and destroy look for it. Ctrl+C again ends it at once.`
          : `Ending at once. What AWS was making is not written down and may cost money: see ${recovery} before the next deployment.`,
      );
    };
    return { nowMs, wait, onAsked };
  }

  #run(
    words: readonly string[],
    options: {
      readonly isQuiet?: boolean;
      readonly env?: Readonly<Record<string, string>>;
      readonly interruption?: Interruption;
    },
  ): Promise<ProgramResult> {
    const { env, programFolder, runProgram } = this.#context;
    // A Pulumi of one's own comes first; the one in the packages fetches itself at its first call.
    const path = [env["PATH"], join(programFolder, "node_modules/.bin")].join(delimiter);
    return runProgram("pulumi", words, {
      ...options,
      env: {
        ...env,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...this.#env,
        ...options.env,
        PATH: path,
      },
      folder: programFolder,
    });
  }
}
