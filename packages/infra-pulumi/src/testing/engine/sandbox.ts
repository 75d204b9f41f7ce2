// Everything that `npm run deploy` needs of the world, on this machine: the real engine with the stand-ins
// for the providers, moto for S3, ECR and STS, a hub, a container engine that only pushes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import {
  CreateBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import * as v from "valibot";
import { stringify } from "yaml";
import { deployedPath } from "../../cli/deployed-file.ts";
import type { StageSettingsInput } from "../../stage-settings.ts";
import type { FakeHub } from "../fake-hub.ts";
import { type LocalServer, serve } from "../serve.ts";
import { serveLocalAws } from "./local-aws.ts";
import { type Moto, startMoto } from "./moto.ts";
import { World } from "./world.ts";

/** How a command ended. */
export interface Run {
  readonly code: number | string;
  /** What it printed, on both streams. */
  readonly printed: string;
}

/** What a person does at a terminal once a text is on the screen. */
export type Gesture = "ctrl-c" | "ctrl-c-twice" | "close";

interface Programs {
  readonly pulumi: string;
  readonly moto: string;
  readonly hub: FakeHub;
  /** False leaves out the preview before each change. */
  readonly previews: boolean;
}

const region = "us-east-1";
const keys = { accessKeyId: "proof", secretAccessKey: "proof" };
const programFolder = fileURLToPath(new URL("../../../", import.meta.url));
const repository = fileURLToPath(new URL("../../../../../", import.meta.url));
const require = createRequire(import.meta.url);
const manifestSchema = v.object({ version: v.string() });
const terminal = here("terminal.py");

/** A world for the commands, until it is disposed of. */
export class Sandbox implements AsyncDisposable {
  readonly world: World;
  /** The model hub; a step may let its lines drop. */
  readonly hub: FakeHub;
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #servers: readonly AsyncDisposable[];
  readonly #motoUrl: string;
  readonly #stages = new Set<string>();

  private constructor(
    folder: string,
    { pulumi, previews, hub: fakeHub }: Omit<Programs, "moto">,
    servers: Servers,
  ) {
    const { moto, aws, hub } = servers;
    this.#folder = folder;
    this.#servers = [moto, aws, hub];
    this.#motoUrl = moto.url;
    this.hub = fakeHub;
    this.world = new World(join(folder, "world"));
    this.#env = {
      ...ownEnvironment(),
      PATH: [installPrograms(folder, pulumi), process.env["PATH"]].join(delimiter),
      PULUMI_HOME: installProviders(folder),
      PULUMI_BACKEND_URL: pathToFileURL(join(folder, "backend")).href,
      PULUMI_CONFIG_PASSPHRASE: "a passphrase of the proof",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...(previews ? {} : { PULUMI_OPTION_SKIP_PREVIEW: "true" }),
      PILOTLIGHT_STAGES: join(folder, "stages"),
      PILOTLIGHT_ENGINE_WORLD: this.world.folder,
      AWS_ENDPOINT_URL: moto.url,
      AWS_ENDPOINT_URL_SERVICE_QUOTAS: aws.url,
      AWS_ENDPOINT_URL_SAGEMAKER: aws.url,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      HF_ENDPOINT: hub.url,
    };
  }

  /** Starts the servers and lays out the folder. */
  static async start({ pulumi, moto, hub, previews }: Programs): Promise<Sandbox> {
    const folder = mkdtempSync(join(tmpdir(), "pilotlight-engine-"));
    for (const name of ["backend", "stages", "world"]) mkdirSync(join(folder, name));
    const servers = {
      moto: await startMoto(moto),
      aws: await serveLocalAws(join(folder, "world")),
      hub: await serve((request, response) => {
        hub.handle(request, response);
      }),
    };
    return new Sandbox(folder, { pulumi, previews, hub }, servers);
  }

  /** Writes a stage's file. */
  writeStage(stage: string, settings: StageSettingsInput): void {
    const config = { "pilotlight:settings": settings };
    writeFileSync(join(this.#folder, "stages", `Pulumi.${stage}.yaml`), stringify({ config }));
    this.#stages.add(stage);
  }

  /** Runs `npm run <words>`. */
  async run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    return this.#spawn("npm", npmWords(words), env);
  }

  /** Runs it in a terminal, in which a person does something once a text is shown. */
  async runInTerminal(
    words: readonly string[],
    { shown, gesture }: { readonly shown: string; readonly gesture: Gesture },
    env: Readonly<Record<string, string>> = {},
  ): Promise<Run> {
    const { printed } = await this.#spawn(
      "python3",
      [terminal, shown, gesture, "npm", ...npmWords(words)],
      env,
    );
    const ended = /\nended (?<how>\S+)\n$/u.exec(printed)?.groups?.["how"] ?? "";
    return { code: /^\d+$/u.test(ended) ? Number(ended) : ended, printed };
  }

  /** Waits until no Pulumi is at the stage any more; false when one has left its lock behind. */
  async isUnlocked(stage: string, patienceMs: number): Promise<boolean> {
    const folder = join(this.#folder, "backend/.pulumi/locks/organization/pilotlight", stage);
    const isLocked = () => existsSync(folder) && readdirSync(folder).length > 0;
    for (let waitedMs = 0; isLocked() && waitedMs < patienceMs; waitedMs += 250) {
      await setTimeout(250);
    }
    return !isLocked();
  }

  /** Puts the large model's container and an image of the web service where they are looked for. */
  async pushImage(repositoryName: string, imageTag: string): Promise<string> {
    const ecr = new ECRClient({ region, endpoint: this.#motoUrl, credentials: keys });
    try {
      await ecr.send(new CreateRepositoryCommand({ repositoryName })).catch(ignoreExisting);
      const config = { mediaType: "application/vnd.docker.container.image.v1+json", size: 1 };
      const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
      const imageManifest = JSON.stringify({
        schemaVersion: 2,
        mediaType,
        config: { ...config, digest: `sha256:${"0".repeat(64)}` },
        layers: [],
        annotations: { tag: imageTag },
      });
      await ecr
        .send(new PutImageCommand({ repositoryName, imageManifest, imageTag }))
        .catch(ignoreExisting);
      const imageIds = [{ imageTag }];
      const { images = [] } = await ecr.send(
        new BatchGetImageCommand({ repositoryName, imageIds }),
      );
      return images[0]?.imageId?.imageDigest ?? "";
    } finally {
      ecr.destroy();
    }
  }

  /** Puts small objects into a new bucket of the account's own. */
  async storeObjects(Bucket: string, objects: Readonly<Record<string, string>>): Promise<void> {
    const s3 = new S3Client({ region, endpoint: this.#motoUrl, credentials: keys });
    try {
      await s3.send(new CreateBucketCommand({ Bucket }));
      for (const [Key, Body] of Object.entries(objects)) {
        await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      }
    } finally {
      s3.destroy();
    }
  }

  /** Buckets and repositories that are there, with the stage's name in theirs. */
  async stored(stage: string): Promise<readonly string[]> {
    const options = { region, endpoint: this.#motoUrl, credentials: keys };
    const [s3, ecr] = [new S3Client(options), new ECRClient(options)];
    try {
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
      const names = [
        ...Buckets.map(({ Name }) => Name ?? ""),
        ...repositories.map(({ repositoryName }) => repositoryName ?? ""),
      ];
      return names.filter((name) => name.startsWith(`pilotlight-${stage}-`));
    } finally {
      s3.destroy();
      ecr.destroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) await server[Symbol.asyncDispose]();
    // The commands write into the checkout which image was deployed.
    for (const stage of this.#stages)
      rmSync(deployedPath({ programFolder }, stage), { force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #spawn(
    name: string,
    words: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<Run> {
    const child = spawn(name, words, {
      cwd: repository,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...this.#env, ...env },
    });
    const [out, error] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return { code: child.exitCode ?? 1, printed: out + error };
  }
}

interface Servers {
  readonly moto: Moto;
  readonly aws: LocalServer;
  readonly hub: LocalServer;
}

function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function npmWords([command = "", ...words]: readonly string[]): readonly string[] {
  return ["run", "--silent", command, "--", ...words];
}

/** Ours without anything by which the commands could reach a real account, stack or hub. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const isForeign = /^(?:AWS|PULUMI|HF|PILOTLIGHT|HUGGING|SAGEMAKER)_/u;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign.test(name)));
}

/** A folder for the PATH with the CLI, the language host and the container engine. */
function installPrograms(folder: string, pulumi: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  symlinkSync(pulumi, join(bin, "pulumi"));
  writeScript(join(bin, "pulumi-language-nodejs"), [here("language-host.ts")]);
  writeScript(join(bin, "docker"), [here("docker.ts")]);
  return bin;
}

/** Pulumi's home with the two stand-ins in the place of its plugins. */
function installProviders(folder: string): string {
  const home = join(folder, "home");
  for (const name of ["aws", "aws-native"]) {
    const manifest = readFileSync(require.resolve(`@pulumi/${name}/package.json`), "utf8");
    const { version } = v.parse(manifestSchema, JSON.parse(manifest));
    const plugin = join(home, "plugins", `resource-${name}-v${version}`);
    mkdirSync(plugin, { recursive: true });
    writeScript(join(plugin, `pulumi-resource-${name}`), [here("provider.ts"), name, version]);
  }
  return home;
}

function writeScript(path: string, words: readonly string[]): void {
  const quoted = [process.execPath, ...words].map(
    (word) => `'${word.replaceAll("'", String.raw`'\''`)}'`,
  );
  writeFileSync(path, `#!/bin/sh\nexec ${quoted.join(" ")} "$@"\n`);
  chmodSync(path, 0o755);
}

function ignoreExisting(error: unknown): void {
  const isThere = error instanceof Error && /AlreadyExists/u.test(error.name);
  if (!isThere) throw error;
}
