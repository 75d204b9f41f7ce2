// A server under one attack, and how another caller fares meanwhile.
import { readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { type StartedServer, startServer } from "../../e2e/start-server.ts";
import type { Attack, PostOptions, Target } from "./attack.ts";

/** What an attack led to. */
export interface AttackResult {
  readonly name: string;
  /** Replies by HTTP status, or by a word for a connection that ended without one. */
  readonly replies: ReadonlyMap<number | string, number>;
  /** How long the other caller's runs took, in ms, the shortest first. */
  readonly othersMs: readonly number[];
  /** Runs of the other caller that were refused or not answered. */
  readonly othersFailed: number;
  /** How long the server's event loop was held at most. */
  readonly loop: LoopDelay;
  /** The most memory that the whole process had, in MB. */
  readonly peakMb: number;
  readonly isAlive: boolean;
}

interface LoopDelay {
  /** By the clock, what other processes took of the core included. */
  readonly heldMs: number;
  /** What the thread itself had of the processor between two turns of the loop, at most. */
  readonly workMs: number;
}

interface WatchOptions {
  /** How long the other caller is watched after everything was sent. */
  readonly watchMs: number;
}

const heapMb = 768;
const watch = new URL("./event-loop-watch.mjs", import.meta.url).href;
// The other caller asks this often, and gives up after this.
const pauseMs = 100;
const patienceMs = 30_000;
const short = JSON.stringify({ text: "A fine day for sailing, and the soup was warm." });

/** Attacks a server of its own and watches another caller. */
export async function attack(one: Attack, { watchMs }: WatchOptions): Promise<AttackResult> {
  const server = await startServer(
    {
      NODE_OPTIONS: `--max-old-space-size=${heapMb} --import=${watch}`,
      // Callers are told apart by an address that they send.
      TRUST_PROXY: "1",
      // As many workers as a server has by itself.
      ONNX_THREADS: "",
      ...one.env,
    },
    { untilReady: true },
  );
  await loopDelay(server);
  const over = new AbortController();
  const replies = new Map<number | string, number>();
  const others = watchOther(server.url, over.signal);
  await one.send(targetOf(server.url, replies, over.signal));
  await setTimeout(watchMs);
  over.abort();
  const { times, failed } = await others;
  const isAlive = server.process.exitCode === null && server.process.signalCode === null;
  const peakMb = isAlive ? memoryPeakMb(server) : Number.NaN;
  const loop = isAlive ? await loopDelay(server) : { heldMs: Number.NaN, workMs: Number.NaN };
  server.process.kill("SIGKILL");
  return {
    name: one.name,
    replies,
    othersMs: times.toSorted((a, b) => a - b),
    othersFailed: failed,
    loop,
    peakMb,
    isAlive,
  };
}

function targetOf(url: string, replies: Map<number | string, number>, signal: AbortSignal): Target {
  const note = (reply: number | string) => {
    replies.set(reply, (replies.get(reply) ?? 0) + 1);
  };
  const post = async (path: string, body: string, options: PostOptions = {}) => {
    note(await statusOf(new URL(path, url), body, { ...options, signal }));
  };
  return { url, note, post, signal };
}

async function watchOther(baseUrl: string, signal: AbortSignal) {
  const url = new URL("/api/v1/sentiment-analysis", baseUrl);
  const times: number[] = [];
  let failed = 0;
  while (!signal.aborted) {
    const sentAtMs = performance.now();
    const patience = AbortSignal.timeout(patienceMs);
    const status = await statusOf(url, short, { from: "10.9.9.9", signal: patience });
    if (status === 200) times.push(performance.now() - sentAtMs);
    else failed += 1;
    await setTimeout(pauseMs);
  }
  return { times, failed };
}

async function statusOf(
  url: URL,
  body: string,
  { from = "10.0.0.1", headers = {}, signal }: PostOptions & { readonly signal: AbortSignal },
): Promise<number | string> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": from, ...headers },
      body,
      signal,
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "no reply" : "cut off";
  }
}

/** How long the server's event loop was held at most since the last call. */
async function loopDelay({ process: child, output }: StartedServer): Promise<LoopDelay> {
  const told = () => [...output().matchAll(/event loop held for (\d+) ms, (\d+) of work/gu)];
  const before = told().length;
  child.kill("SIGUSR2");
  while (told().length === before && child.exitCode === null) await setTimeout(20);
  const [, heldMs, workMs] = told().at(-1) ?? [];
  return { heldMs: Number(heldMs), workMs: Number(workMs) };
}

function memoryPeakMb({ process: { pid = process.pid } }: StartedServer): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/u.exec(status)?.[1]) / 1024;
}
