// Moto's server, from PyPI: S3 with multipart uploads, ECR and STS.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { cacheFolder } from "./pulumi-cli.ts";

const motoVersion = "5.2.5";

/** A running server. */
export interface Moto extends AsyncDisposable {
  readonly url: string;
}

/** The server's program, installed at the first time; undefined where Python or PyPI is not. */
export function findMoto(print: (line: string) => void): string | undefined {
  const folder = cacheFolder("moto", motoVersion);
  const program = join(folder, "bin", "moto_server");
  if (existsSync(program)) return program;
  print(`Installing moto ${motoVersion} into ${folder}.`);
  const python = join(folder, "bin", "python3");
  const packages = `moto[s3,ecr,sts,server]==${motoVersion}`;
  const isThere =
    spawnSync("python3", ["-m", "venv", folder], { stdio: "ignore" }).status === 0 &&
    spawnSync(python, ["-m", "pip", "install", "--quiet", packages], { stdio: "ignore" }).status ===
      0;
  return isThere && existsSync(program) ? program : undefined;
}

/** Starts it on a free port and waits until it answers. */
export async function startMoto(program: string): Promise<Moto> {
  const port = await freePort();
  const child = spawn(program, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  while (child.exitCode === null && !(await answers(url))) await setTimeout(200);
  if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}.`);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/moto-api/`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}
