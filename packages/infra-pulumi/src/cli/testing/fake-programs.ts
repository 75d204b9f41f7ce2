// Stands in for `pulumi`, `docker` and `git`: none of the three can do its work without an account, an
// engine or a clean checkout. It writes down how it was called, and does what matters to the commands:
// Pulumi's lines in a stage's file, a stack's outputs, and what git says of changed files.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";
import { CommandError } from "../command-error.ts";
import { parseStageYaml } from "../parse-stage-yaml.ts";
import type { ProgramOptions, ProgramResult, RunProgram } from "../run-program.ts";

/** What the stand-ins answer. */
export interface Plan {
  /** Outputs of the stack after its foundation, and after all of it. */
  readonly foundation?: object;
  readonly complete?: object;
  /** What `git status` names besides the stages' files. */
  readonly changes?: string;
  /** Calls that fail, by how they start, with what they write. */
  readonly fail?: Readonly<Record<string, string>>;
  /** URNs of operations of which nobody knows how they ended. */
  readonly pending?: readonly string[];
  /** Types of which the state has a resource. */
  readonly known?: readonly string[];
  /** Calls that a person stops with Ctrl+C, by how they start. */
  readonly interrupt?: string;
  /** Programs that are not installed. */
  readonly missing?: readonly string[];
}

interface FakeProgramsOptions {
  readonly plan: Plan;
  /** The folder with Pulumi.yaml and the stages' files. */
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly onPush: (tag: string) => void;
}

const done = (output = ""): ProgramResult => ({ code: 0, output, errorOutput: "" });
const failed = (errorOutput: string, code = 1): ProgramResult => ({
  code,
  output: "",
  errorOutput,
});

/** The three programs of one test. */
export class FakePrograms {
  readonly #options: FakeProgramsOptions;
  /** The stack's outputs; undefined while there is no stack. */
  outputs: object | undefined;
  /** What `docker login` read. */
  password = "";
  /** The settings that Pulumi read last. */
  settings: unknown;

  constructor(options: FakeProgramsOptions) {
    this.#options = options;
  }

  /** Runs one of them. */
  readonly run: RunProgram = async (name, words, options) => {
    const { plan, log } = this.#options;
    if (plan.missing?.includes(name)) {
      throw new CommandError(`There is no program "${name}" on the PATH.`);
    }
    const call = [name, ...words].join(" ");
    log(call + this.#note(name, words, options));
    const failure = Object.entries(plan.fail ?? {}).find(([start]) => call.startsWith(start));
    if (failure) return failed(`${failure[1]}\n`);
    if (plan.interrupt !== undefined && call.startsWith(plan.interrupt)) {
      options.interruption?.onAsked(1);
      return { ...failed("", 1), wasInterrupted: true };
    }
    if (name === "git") return this.#git(words);
    if (name === "docker") return this.#docker(words, options);
    return this.#pulumi(words, options);
  };

  /** What a call does beyond its words: its phase, its image, its backend. */
  #note(name: string, words: readonly string[], options: ProgramOptions): string {
    if (name !== "pulumi" || !/^(?:up|preview|destroy)$/u.test(words[0] ?? "")) return "";
    const phase = options.env["PILOTLIGHT_PHASE"];
    const backend = options.env["PULUMI_BACKEND_URL"];
    const { image } = this.#read(words);
    return [
      phase === undefined ? "" : ` [${phase}]`,
      phase === undefined && image !== undefined ? ` with ${image}` : "",
      backend === undefined ? "" : " on a backend of its own",
    ].join("");
  }

  #git(words: readonly string[]): ProgramResult {
    if (words[0] === "rev-parse") return done("0123456789ab\n");
    return done(this.#changed() + (this.#options.plan.changes ?? ""));
  }

  #docker(words: readonly string[], options: ProgramOptions): ProgramResult {
    if (words[0] === "login") this.password = options.input ?? "";
    if (words[0] === "push") this.#options.onPush((words[1] ?? "").split(":").at(-1) ?? "");
    return done();
  }

  #pulumi(words: readonly string[], options: ProgramOptions): ProgramResult {
    const { plan } = this.#options;
    switch (words.slice(0, 2).join(" ")) {
      case "stack output":
        return this.outputs ? done(JSON.stringify(this.outputs)) : failed("no stack named 'test'");
      case "stack export": {
        const pending = (plan.pending ?? []).map((urn) => ({
          type: "creating",
          resource: { urn },
        }));
        const resources = (plan.known ?? []).map((type) => ({ type }));
        return done(JSON.stringify({ deployment: { resources, pending_operations: pending } }));
      }
      case "stack select":
        this.#writeSalt(words);
        // An empty stack has no outputs.
        if (options.env["PULUMI_BACKEND_URL"] === undefined) this.outputs ??= {};
        return done();
      default:
    }
    if (words[0] === "up") {
      this.outputs = options.env["PILOTLIGHT_PHASE"] ? plan.foundation : plan.complete;
    }
    if (words[0] === "destroy") this.outputs = {};
    return done();
  }

  /** Where Pulumi looks for a stack's settings, as Pulumi.yaml says. */
  #configFile(words: readonly string[]): string {
    const named = words.indexOf("--config-file");
    if (named !== -1) return words[named + 1] ?? "";
    const { folder } = this.#options;
    const { stackConfigDir } = parseStageYaml(join(folder, "Pulumi.yaml"));
    const stack = words[words.indexOf("--stack") + 1] ?? words.at(-1) ?? "";
    const configDir = typeof stackConfigDir === "string" ? stackConfigDir : "";
    return join(folder, configDir, `Pulumi.${stack}.yaml`);
  }

  #read(words: readonly string[]): { readonly image: string | undefined } {
    const path = this.#configFile(words);
    this.settings = parseStageYaml(path);
    const image = parseStageYaml(path).config?.["pilotlight:image"];
    return { image: typeof image === "string" ? image : undefined };
  }

  /** With a passphrase Pulumi writes its salt beside the settings. */
  #writeSalt(words: readonly string[]): void {
    const stage = words.at(-1) ?? "";
    const path = this.#configFile(["--stack", stage]);
    mkdirSync(dirname(path), { recursive: true });
    const document = parseDocument(existsSync(path) ? readFileSync(path, "utf8") : "{}\n");
    if (!document.has("encryptionsalt")) document.set("encryptionsalt", "v1:salt");
    writeFileSync(path, document.toString());
  }

  readonly #tracked = new Map<string, string>();

  /** Says that git tracks a file as it stands now. */
  track(path: string): void {
    this.#tracked.set(path, readFileSync(path, "utf8"));
  }

  #changed(): string {
    return [...this.#tracked]
      .filter(([path, text]) => readFileSync(path, "utf8") !== text)
      .map(([path]) => ` M ${path}\n`)
      .join("");
  }
}
