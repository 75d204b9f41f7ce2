// Runs a command in this process against a pretended world: local AWS answers, stand-ins for programs,
// and stage files in a folder of their own.
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type LocalServer, serve } from "../../testing/serve.ts";
import type { AwsOptions, CommandContext } from "../command.ts";
import { runCli } from "../run-cli.ts";
import { FakeAws } from "./fake-aws.ts";
import { FakePrograms, type Plan } from "./fake-programs.ts";

/** How a command ended. */
export interface CommandRun {
  readonly code: number;
  readonly output: string;
  readonly errorOutput: string;
}

const pulumiFile = fileURLToPath(new URL("../../../Pulumi.yaml", import.meta.url));
const keys = { accessKeyId: "test", secretAccessKey: "test" };

/** The world of one test. */
export class CliFixture implements AsyncDisposable {
  readonly folder: string;
  readonly aws: FakeAws;
  readonly programs: FakePrograms;
  /** What AWS and the programs were asked, in order. */
  readonly calls: string[];
  readonly #server: LocalServer;
  /** How clients reach AWS; a test may take the keys or the line away. */
  awsOptions: AwsOptions;

  private constructor(folder: string, plan: Plan, calls: string[], world: [FakeAws, LocalServer]) {
    [this.aws, this.#server] = world;
    this.folder = folder;
    this.calls = calls;
    const log = (line: string) => calls.push(line);
    const { account } = this.aws;
    const onPush = (tag: string) => account.images.set(tag, account.pushedDigest);
    this.programs = new FakePrograms({ plan, folder, log, onPush });
    this.awsOptions = { endpoint: this.#server.url, credentials: keys };
  }

  /** Makes the folder, the stand-ins and the server. */
  static async start(plan: Plan = {}): Promise<CliFixture> {
    const folder = mkdtempSync(join(tmpdir(), "pilotlight-cli-"));
    copyFileSync(pulumiFile, join(folder, "Pulumi.yaml"));
    const calls: string[] = [];
    const aws = new FakeAws({ log: (line) => calls.push(line) });
    const server = await serve((request, response) => aws.handle(request, response));
    return new CliFixture(folder, plan, calls, [aws, server]);
  }

  /** A file of the folder; undefined when it is not there. */
  read(name: string): string | undefined {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  /** Writes a stage's file, as the last commit has it. */
  writeStage(stage: string, yaml: string): void {
    const path = join(this.folder, `Pulumi.${stage}.yaml`);
    writeFileSync(path, yaml);
    this.programs.track(path);
  }

  /** Says what the stack has told before. */
  setOutputs(outputs: object): void {
    this.programs.outputs = outputs;
  }

  /** Runs `npm run <words>` without npm. */
  async run(
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
    change: Partial<CommandContext> = {},
  ): Promise<CommandRun> {
    const output: string[] = [];
    const errorOutput: string[] = [];
    const context: CommandContext = {
      env,
      programFolder: this.folder,
      stagesFolder: this.folder,
      repository: this.folder,
      terminal: undefined,
      nowMs: () => 1_700_000_000_000,
      wait: () => Promise.resolve(),
      fetch,
      aws: this.awsOptions,
      runProgram: this.programs.run,
      print: (line) => output.push(line),
      ...change,
    };
    const code = await runCli(words, context, (line) => errorOutput.push(line));
    return { code, output: textOf(output), errorOutput: textOf(errorOutput) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true });
  }
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
