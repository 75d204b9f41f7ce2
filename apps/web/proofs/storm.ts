// `npm run proof -- storm`: many clients at once against a server of its own, and in the same run
// against a plain Node server that answers the same bytes. Prints tables for docs/benchmarks.md.
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type LoadSummary, sendLoad } from "../e2e/load/send-load.ts";
import { serverMemory } from "../e2e/load/server-memory.ts";
import { type StartedServer, startServer } from "../e2e/start-server.ts";

interface ProofOptions {
  readonly clients: number;
  readonly seconds: number;
}

const path = "/api/v1/sentiment-analysis";
const body = JSON.stringify({ text: "A fine day for sailing, and the soup was warm." });
// The shortest time that runs are kept for; after it all that is left of them must be gone.
const keepMinutes = 1;
const maxGrowth = 0.1;

/** Runs the proof, prints what it showed, and sets the exit code. */
export async function main({ clients, seconds }: ProofOptions): Promise<void> {
  const env = {
    RUN_KEEP_MINUTES: String(keepMinutes),
    NODE_OPTIONS: "--inspect=127.0.0.1:0",
    // As many workers as a server has by itself.
    ONNX_THREADS: "",
  };
  const server = await startServer(env, { untilReady: true });
  const load = { url: new URL(path, server.url), body, clients, faultOf };
  // The same storm first: what a process takes once and keeps is no growth.
  await sendLoad({ ...load, seconds });
  const before = await memoryOfRest(server);
  const ours = await sendLoad({ ...load, seconds });
  const full = await serverMemory(server.output());
  const after = await memoryOfRest(server);
  const reply = await ask(server.url);
  await server.stop();
  const plain = await sendToPlain(reply, { ...load, seconds });
  console.log(speedTable({ "Pilotlight, sentiment of a sentence": ours, "plain Node": plain }));
  console.log(memoryTable({ before, "at the end of the storm": full, "after it": after }));
  const faults = [...ours.faults, ...plain.faults];
  const growth = after.heapMb / before.heapMb - 1;
  const residentGrowth = after.residentMb / before.residentMb - 1;
  console.log(`growth: heap ${percent(growth)}, process ${percent(residentGrowth)}`);
  if (growth > maxGrowth) faults.push(`the heap grew by ${percent(growth)}`);
  if (residentGrowth > maxGrowth) faults.push(`the process grew by ${percent(residentGrowth)}`);
  console.log(`faults: ${faults.length}`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

function faultOf(status: number, text: string): string | null {
  const isRight = status === 200 && text.startsWith('{"label":"POSITIVE"');
  return isRight ? null : `${status}: ${text.slice(0, 200)}`;
}

async function ask(baseUrl: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  return (await fetch(new URL(path, baseUrl), { method: "POST", headers, body })).text();
}

/** What is held when nothing runs and no run is kept any more. */
async function memoryOfRest(server: StartedServer) {
  await setTimeout(keepMinutes * 60_000 + 1_000);
  // A run lets the store forget those that are too old.
  await ask(server.url);
  return serverMemory(server.output());
}

async function sendToPlain(
  reply: string,
  load: Omit<Parameters<typeof sendLoad>[0], "url">,
): Promise<LoadSummary> {
  const entry = fileURLToPath(new URL("./plain-server.ts", import.meta.url));
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, PLAIN_REPLY: reply },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const started: readonly unknown[] = await once(child.stdout, "data");
  const port = /port (\d+)/u.exec(String(started[0]))?.[1] ?? "0";
  const url = new URL(path, `http://127.0.0.1:${port}`);
  await sendLoad({ ...load, url, seconds: 2 });
  const summary = await sendLoad({ ...load, url });
  child.kill();
  return summary;
}

function speedTable(rows: Readonly<Record<string, LoadSummary>>): string {
  const lines = Object.entries(rows).map(
    ([name, { requests, failures, requestsPerSecond, p50Ms, p99Ms, slowestMs }]) =>
      `| ${name} | ${requests} | ${failures} | ${requestsPerSecond.toFixed(0)} | ${p50Ms.toFixed(1)} | ${p99Ms.toFixed(1)} | ${slowestMs.toFixed(0)} |`,
  );
  const head = "| server | requests | failures | requests/s | p50 ms | p99 ms | slowest ms |";
  return [head, "| --- | --- | --- | --- | --- | --- | --- |", ...lines, ""].join("\n");
}

function memoryTable(
  rows: Readonly<Record<string, Awaited<ReturnType<typeof serverMemory>>>>,
): string {
  const lines = Object.entries(rows).map(
    ([name, { heapMb, residentMb }]) =>
      `| ${name} | ${heapMb.toFixed(1)} | ${residentMb.toFixed(0)} |`,
  );
  const head = "| memory after garbage collection | heap and external, MB | whole process, MB |";
  return [head, "| --- | --- | --- |", ...lines, ""].join("\n");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
