// Runs the real command-line process against a rehearsed world: local AWS answers, stand-ins on the
// PATH, and stage files in a folder of their own.
import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { type LocalServer, serve } from "../../testing/serve.ts";
import { FakeAws } from "./fake-aws.ts";

/** How a command ended. */
export interface CommandRun {
  readonly code: number | null;
  readonly output: string;
  readonly errorOutput: string;
}

/** What the stand-ins answer. */
export interface Plan {
  /** Outputs of the stack after its foundation, and after all of it. */
  readonly foundation?: object;
  readonly complete?: object;
  /** What `git status` names. */
  readonly changes?: string;
  /** Calls that fail, by how they start, with what they write. */
  readonly fail?: Readonly<Record<string, string>>;
}

const entry = fileURLToPath(new URL("../main.ts", import.meta.url));
const standIn = fileURLToPath(new URL("stand-in.mjs", import.meta.url));

/** The world of one test. */
export class Rehearsal implements AsyncDisposable {
  readonly folder: string;
  readonly aws: FakeAws;
  readonly #server: LocalServer;

  private constructor(folder: string, aws: FakeAws, server: LocalServer) {
    this.folder = folder;
    this.aws = aws;
    this.#server = server;
  }

  /** Makes the folder, the stand-ins and the server. */
  static async start(plan: Plan): Promise<Rehearsal> {
    const folder = mkdtempSync(join(tmpdir(), "pilotlight-cli-"));
    mkdirSync(join(folder, "bin"));
    for (const name of ["pulumi", "docker", "git"]) {
      copyFileSync(standIn, join(folder, "bin", name));
      chmodSync(join(folder, "bin", name), 0o755);
    }
    writeFileSync(join(folder, "calls"), "");
    writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
    // The copies are modules, though their names do not say so.
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const calls = join(folder, "calls");
    const aws = new FakeAws({
      log: (line) => {
        appendFileSync(calls, `${line}\n`);
      },
      wasPushed: (tag) =>
        new RegExp(`^docker push .*:${tag}$`, "mu").test(readFileSync(calls, "utf8")),
    });
    const server = await serve((request, response) => aws.handle(request, response));
    return new Rehearsal(folder, aws, server);
  }

  /** What AWS and the programs were asked, in order. */
  get calls(): readonly string[] {
    return this.read("calls").trim().split("\n").filter(Boolean);
  }

  /** A file of the folder. */
  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  /** Writes a stage's file. */
  writeStage(stage: string, yaml: string): void {
    writeFileSync(join(this.folder, `Pulumi.${stage}.yaml`), yaml);
  }

  /** Says what the stack has told before. */
  setOutputs(outputs: object): void {
    writeFileSync(join(this.folder, "outputs.json"), JSON.stringify(outputs));
  }

  /** Runs `npm run <words>` without npm. */
  async run(
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<CommandRun> {
    const child = spawn(process.execPath, [entry, ...words], {
      env: {
        PATH: [join(this.folder, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(
          delimiter,
        ),
        HOME: this.folder,
        STAND_IN: this.folder,
        PILOTLIGHT_STAGES: this.folder,
        AWS_ENDPOINT_URL: this.#server.url,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_EC2_METADATA_DISABLED: "true",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errorOutput = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (errorOutput += data.toString()));
    const ended = Promise.withResolvers<number | null>();
    child.once("close", ended.resolve);
    return { code: await ended.promise, output, errorOutput };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true });
  }
}
