// A Prometheus of one's own, with the rules of deploy/monitoring, that reads one server's figures each second.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { freePort } from "./free-port.ts";

/** A Prometheus that runs. */
export interface StartedPrometheus {
  /** What it answers under this path of its API, without the envelope. */
  readonly ask: (path: string) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

interface PrometheusOptions {
  readonly binary: string;
  /** The file of rules. */
  readonly rules: string;
  /** Host and port that have the figures. */
  readonly target: string;
}

/** Starts Prometheus in the folder for temporary files alone. */
export async function startPrometheus(options: PrometheusOptions): Promise<StartedPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), "pilotlight-prometheus-"));
  const file = join(folder, "prometheus.yml");
  writeFileSync(file, configuration(options));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    options.binary,
    [`--config.file=${file}`, `--storage.tsdb.path=${folder}`, `--web.listen-address=${address}`],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const kill = () => child.kill();
  process.once("exit", kill);
  let output = "";
  child.stderr.on("data", (data: Buffer) => (output += data.toString()));
  const ended = once(child, "close").then(() => {
    process.off("exit", kill);
    rmSync(folder, { recursive: true, force: true });
  });
  const isReady = () =>
    fetch(`http://${address}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`Prometheus ended at its start:\n${output}`);
    await setTimeout(100);
  }
  return {
    ask: async (path) => {
      const reply: unknown = await (await fetch(`http://${address}/api/v1/${path}`)).json();
      if (isSuccess(reply)) return reply.data;
      throw new Error(`Prometheus refused ${decodeURIComponent(path)}: ${JSON.stringify(reply)}`);
    },
    stop: () => {
      child.kill();
      return ended;
    },
  };
}

function isSuccess(reply: unknown): reply is { readonly data: unknown } {
  return (
    typeof reply === "object" && reply !== null && "status" in reply && reply.status === "success"
  );
}

function configuration({ rules, target }: PrometheusOptions): string {
  return [
    "global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }",
    `rule_files: [${JSON.stringify(rules)}]`,
    "scrape_configs:",
    "  - job_name: pilotlight",
    `    static_configs: [{ targets: [${JSON.stringify(target)}] }]`,
  ].join("\n");
}
