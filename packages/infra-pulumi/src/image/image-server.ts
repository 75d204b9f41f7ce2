// The image's server, started from its laid-out files or, where there is an engine, as a container.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import type { Confinement } from "./confinement.ts";
import type { LaidOutStage } from "./lay-out-image.ts";
import type { Stage } from "./read-dockerfile.ts";

/** A server that has said that it is ready. */
export interface ImageServer {
  readonly url: string;
  /** Exit code of a program that runs beside the server with the same rights and files. */
  readonly runBeside: (command: readonly string[]) => number | null;
  /** Sends SIGTERM and gives the exit code. */
  readonly stop: () => Promise<number | null>;
}

const readyWithinMs = 60_000;

/** Starts `CMD` from the laid-out files on a port, under a confinement. */
export async function startLaidOut(options: {
  readonly stage: Stage;
  readonly files: LaidOutStage;
  readonly confinement: Confinement;
  readonly port: number;
}): Promise<ImageServer> {
  const { stage, files, confinement, port } = options;
  // Nothing of this machine's environment: what the server needs is in the image.
  const settings = {
    cwd: files.workFolder,
    env: {
      PATH: `${files.root}/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
      ...files.env,
      PORT: String(port),
    },
  };
  const [program = "", ...words] = confinement.wrap(stage.command);
  const child = spawn(program, words, { ...settings, stdio: ["ignore", "pipe", "pipe"] });
  const url = await untilReady(child, port);
  return {
    url,
    runBeside: (command) => {
      const [name = "", ...rest] = confinement.wrap(command);
      return spawnSync(name, rest, settings).status;
    },
    stop: () => {
      const { promise, resolve } = Promise.withResolvers<number | null>();
      child.once("exit", resolve);
      child.kill("SIGTERM");
      return promise;
    },
  };
}

/** Starts a container of a built image as a platform would: read-only, without rights. */
export async function startContainer(image: string, port: number): Promise<ImageServer> {
  const hardened = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"];
  const name = `pilotlight-test-${port}`;
  const flags = [...hardened, "--rm", "--name", name, "--publish", `127.0.0.1:${port}:3000`];
  const child = spawn("docker", ["run", ...flags, image], { stdio: ["ignore", "pipe", "pipe"] });
  const url = await untilReady(child, port);
  return {
    url,
    runBeside: (command) => spawnSync("docker", ["exec", name, ...command]).status,
    stop: () => {
      const { promise, resolve } = Promise.withResolvers<number | null>();
      child.once("exit", resolve);
      spawnSync("docker", ["stop", name]);
      return promise;
    },
  };
}

async function untilReady(child: ChildProcess, port: number): Promise<string> {
  let output = "";
  child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (output += data.toString()));
  const url = `http://127.0.0.1:${port}`;
  const startedAtMs = Date.now();
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`The server ended at its start:\n${output}`);
    if (Date.now() - startedAtMs > readyWithinMs) {
      child.kill();
      throw new Error(`The server was not ready within ${readyWithinMs / 1000} s:\n${output}`);
    }
    await setTimeout(100);
  }
  return url;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch (error) {
    // Until the server listens, the connection is refused.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
