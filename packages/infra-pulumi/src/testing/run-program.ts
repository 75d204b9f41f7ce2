import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { project } from "../names.ts";
import { startEngine, type Told } from "./pulumi-engine.ts";

/** How a program ended and what it told the engine. */
export interface ProgramRun extends Told {
  readonly exitCode: number | null;
  /** What the program and the runner printed. */
  readonly printed: string;
}

interface ProgramOptions {
  readonly stack: string;
  /** `pilotlight:settings`, as the stage's file has it. */
  readonly settings?: unknown;
  readonly image?: string | undefined;
  readonly phase?: "foundation";
  readonly isPreview?: boolean;
}

const programTimeoutMs = 100_000;
const projectFolder = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);
const runner = join(dirname(require.resolve("@pulumi/pulumi/package.json")), "cmd/run/index.js");

/**
 * Runs the real program (`src/main.ts`) in the real language runner, as `pulumi up` or `preview`
 * would, against an engine in this process. No CLI, no provider, no account.
 */
export async function runProgram(options: ProgramOptions): Promise<ProgramRun> {
  const { stack, settings, image, phase, isPreview = false } = options;
  const engine = await startEngine({ project, stack, isPreview });
  const config = {
    ...(settings === undefined ? {} : { [`${project}:settings`]: JSON.stringify(settings) }),
    ...(image === undefined ? {} : { [`${project}:image`]: image }),
  };
  const child = spawn(
    process.execPath,
    [runner, ...flags(engine.address, options), "src/main.ts"],
    {
      cwd: projectFolder,
      stdio: ["ignore", "pipe", "pipe"],
      // A program that waits for what nobody will tell it.
      timeout: programTimeoutMs,
      env: {
        ...process.env,
        // What `typescript: false` in Pulumi.yaml does.
        PULUMI_NODEJS_TYPESCRIPT: "false",
        PULUMI_CONFIG: JSON.stringify(config),
        PILOTLIGHT_PHASE: phase,
      },
    },
  );
  const closed = new Promise<number | null>((resolve) => {
    child.on("close", resolve);
  });
  const [out, error, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    closed,
  ]);
  engine.close();
  return { ...engine.told, exitCode, printed: out + error };
}

function flags(address: string, { stack, isPreview }: ProgramOptions): readonly string[] {
  const pairs = Object.entries({
    monitor: address,
    engine: address,
    project,
    stack,
    organization: "tests",
    pwd: projectFolder,
    "root-directory": projectFolder,
    parallel: "16",
  });
  return [
    ...pairs.flatMap(([name, value]) => [`--${name}`, value]),
    ...(isPreview === true ? ["--dry-run"] : []),
  ];
}
