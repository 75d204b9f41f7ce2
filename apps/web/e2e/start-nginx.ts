import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { freePort } from "./free-port.ts";

/** An nginx of one's own. */
export interface StartedNginx {
  /** Its origin. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts nginx with these lines in its one `server`, in the folder for temporary files alone. */
export async function startNginx(binary: string, lines: string): Promise<StartedNginx> {
  const folder = mkdtempSync(join(tmpdir(), "pilotlight-nginx-"));
  const port = await freePort();
  const file = join(folder, "nginx.conf");
  writeFileSync(file, configuration(folder, port, lines));
  const child = spawn(binary, ["-e", "stderr", "-p", folder, "-c", file], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const kill = () => child.kill();
  process.once("exit", kill);
  let output = "";
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      process.off("exit", kill);
      rmSync(folder, { recursive: true, force: true });
      resolve();
    });
  });
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended at its start:\n${output}`);
    await setTimeout(20);
  }
  const stop = () => {
    child.kill();
    return ended;
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

function configuration(folder: string, port: number, lines: string): string {
  const modules = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temporary = modules.map((name) => `${name}_temp_path ${join(folder, name)};`);
  return [
    "daemon off;",
    // One process, so that it keeps the rights of whoever started it and ends at once.
    "master_process off;",
    `pid ${join(folder, "nginx.pid")};`,
    "events {}",
    "http {",
    "access_log off;",
    ...temporary,
    `server { listen 127.0.0.1:${port};`,
    lines,
    "} }",
  ].join("\n");
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const tell = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("connect", () => {
      tell(true);
    });
    socket.once("error", () => {
      tell(false);
    });
  });
}
