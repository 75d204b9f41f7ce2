// Executes a Dockerfile without a container engine: each stage is a folder, each line is done in it.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import process from "node:process";
import dockerignore from "@balena/dockerignore";
import type { Stage, Step } from "./read-dockerfile.ts";

/** A stage whose lines have been executed. */
export interface LaidOutStage {
  /** The folder that stands for the stage's root. */
  readonly root: string;
  /** Its last `WORKDIR`, as a folder of this machine. */
  readonly workFolder: string;
  /** What its `ENV` lines set. */
  readonly env: Readonly<Record<string, string>>;
}

interface LayOutOptions {
  readonly stages: readonly Stage[];
  /** The build context; its `.dockerignore` is heeded. */
  readonly context: string;
  /** An empty folder; each stage becomes a folder in it. */
  readonly target: string;
}

interface Layout extends LaidOutStage {
  readonly isInContext: (path: string) => boolean;
  readonly context: string;
  readonly done: ReadonlyMap<string, LaidOutStage>;
}

/**
 * Executes all stages and gives the last. The base image is this machine: its Node stands for the
 * image's, so a `RUN` line may use only relative paths.
 * @throws Error when a line fails, with its output
 */
export function layOutImage({ stages, context, target }: LayOutOptions): LaidOutStage {
  const done = new Map<string, LaidOutStage>();
  const isInContext = contextFilter(context);
  for (const { name, steps } of stages) {
    const root = join(target, name);
    mkdirSync(root, { recursive: true });
    let stage: Layout = { root, workFolder: root, env: {}, isInContext, context, done };
    for (const step of steps) stage = { ...stage, ...execute(step, stage) };
    done.set(name, stage);
  }
  const last = done.get(stages.at(-1)?.name ?? "");
  if (last === undefined) throw new Error("The Dockerfile has no stage.");
  return last;
}

function execute(step: Step, stage: Layout): Partial<LaidOutStage> {
  switch (step.kind) {
    case "workdir": {
      const workFolder = inStage(stage, step.folder);
      mkdirSync(workFolder, { recursive: true });
      return { workFolder };
    }
    case "env":
      return { env: { ...stage.env, ...step.values } };
    case "run":
      run(step.command, stage);
      return {};
    case "copy":
      copy(step, stage);
      return {};
  }
}

function run(command: string, { workFolder, env }: Layout): void {
  if (/(?:^|[\s=:])\/\w/u.test(command)) {
    throw new Error(`"${command}" names an absolute path. Use WORKDIR and relative paths.`);
  }
  const { status, stdout, stderr } = spawnSync("sh", ["-ec", command], {
    cwd: workFolder,
    env: { ...cleanEnv(), ...env },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`"${command}" ended with ${status}:\n${stdout}${stderr}`);
}

/** The machine's own variables, without those that a test runner or npm has set for itself. */
function cleanEnv(): Readonly<Record<string, string | undefined>> {
  const foreign =
    /^(?:NODE_ENV$|NODE_OPTIONS$|VITE|VITEST|TEST|DEV|PROD|MODE|SSR|BASE_URL|TURBO_)/iu;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function copy(step: Extract<Step, { kind: "copy" }>, stage: Layout): void {
  const { context, isInContext, done } = stage;
  const origin = step.from === null ? context : done.get(step.from)?.root;
  if (origin === undefined) throw new Error(`COPY names the stage "${step.from}", which is not.`);
  for (const name of step.sources) {
    const source = join(origin, name);
    const target = inStage(stage, step.target);
    const isFile = statSync(source).isFile();
    cpSync(source, isFile && step.target.endsWith("/") ? join(target, basename(name)) : target, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => step.from !== null || isInContext(relative(context, path)),
    });
  }
}

/** Docker's rule: what starts with a slash is under the stage's root, the rest under `WORKDIR`. */
function inStage({ root, workFolder }: LaidOutStage, path: string): string {
  return path.startsWith("/") ? join(root, path) : resolve(workFolder, path);
}

function contextFilter(context: string): (path: string) => boolean {
  const rules = dockerignore().add(readFileSync(join(context, ".dockerignore"), "utf8"));
  return (path) => path === "" || !rules.ignores(path);
}
