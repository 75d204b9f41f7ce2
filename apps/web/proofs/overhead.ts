// `npm run proof -- overhead`: what our server adds to the bare client of each provider. The same summary is asked
// for in turn through that client alone and through the production build's event stream, from the same large model,
// which stamps each token with the time. Prints the tables of docs/benchmarks.md.
import { availableParallelism, cpus, loadavg } from "node:os";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { eventsOf, jsonOf } from "../e2e/large-model/parse-events.ts";
import { type StartedServer, startServer } from "../e2e/start-server.ts";
import { processorMs } from "./overhead/processor-time.ts";
import {
  openGradio,
  openOpenai,
  openSagemaker,
  type StampingProvider,
} from "./overhead/stamping-providers.ts";

interface ProofOptions {
  /** Replies of each provider through each of the two ways. */
  readonly replies: number;
  readonly tokens: number;
  readonly msPerToken: number;
}

/** What replies took. */
interface Times {
  /** From the request to the first text. */
  readonly toFirstMs: number[];
  /** From the moment a token was given to the moment it was read. */
  readonly perDeltaMs: number[];
  /** Of the processor until the first text: the client's by itself, else our server's. */
  readonly processorToFirstMs: number[];
  /** The same until the reply's end. */
  readonly processorMs: number[];
}

/** One of the two ways to a provider's model. */
interface Way {
  readonly ask: () => AsyncIterable<string>;
  /** Whose processor time counts. */
  readonly pid: number;
  readonly times: Times;
}

/** A provider's model, our server before it, and the two ways. */
interface Pair {
  readonly provider: StampingProvider;
  readonly server: StartedServer;
  readonly bare: Way;
  readonly ours: Way;
}

const target = 5;
const warmUps = 5;
const text = "The keeper lit the lamp at dusk and the ships came home. ".repeat(40);

/** Runs the proof, prints what it showed, and sets the exit code. */
export async function main({ replies, ...speech }: ProofOptions): Promise<void> {
  const pairs: Pair[] = [];
  try {
    for (const open of [openSagemaker, openOpenai, openGradio]) {
      const provider = await open(speech);
      if (provider) pairs.push(await openPair(provider));
    }
    for (let reply = -warmUps; reply < replies; reply += 1) {
      for (const { bare, ours } of pairs) {
        for (const way of [bare, ours]) {
          await measure(reply < 0 ? { ...way, times: noTimes() } : way);
        }
      }
    }
  } finally {
    for (const { provider, server } of pairs) {
      await server.stop();
      await provider.close();
    }
  }
  const added = printWaits(pairs);
  printProcessorTimes(pairs);
  const { tokens, msPerToken } = speech;
  console.log(
    `\n${replies} replies of ${tokens} tokens, ${msPerToken} ms apart, each way in turn.`,
  );
  console.log(`Measured on ${new Date().toISOString().slice(0, 10)}: ${machine()}.`);
  const missing = pairs.filter(({ ours }) => ours.times.perDeltaMs.length !== replies * tokens);
  for (const { provider } of missing) console.log(`${provider.id}: some tokens did not arrive.`);
  if (missing.length > 0 || Math.max(...added) > target) process.exitCode = 1;
}

async function openPair(provider: StampingProvider): Promise<Pair> {
  const server = await startServer({ ...provider.env, ONNX_THREADS: "" }, { untilReady: true });
  await untilAwake(server.url);
  return {
    provider,
    server,
    bare: { ask: () => provider.summarize(text), pid: process.pid, times: noTimes() },
    ours: { ask: () => askServer(server.url), pid: server.process.pid ?? 0, times: noTimes() },
  };
}

function noTimes(): Times {
  return { toFirstMs: [], perDeltaMs: [], processorToFirstMs: [], processorMs: [] };
}

async function untilAwake(baseUrl: string): Promise<void> {
  for (;;) {
    const status = await jsonOf(await fetch(new URL("/api/v1/status", baseUrl)));
    if (JSON.stringify(status["endpoint"]).includes('"temperature":"warm"')) return;
    await setTimeout(100);
  }
}

async function* askServer(baseUrl: string): AsyncGenerator<string, void, void> {
  const response = await fetch(new URL("/api/v1/summarization", baseUrl), {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ text, length: "long", backend: "large" }),
  });
  for await (const { name, data } of eventsOf(response)) {
    if (name === "text-delta") yield String(data["text"]);
    if (name === "run-error") throw new Error(JSON.stringify(data));
  }
}

async function measure({ ask, pid, times }: Way): Promise<void> {
  const computedMs = await processorMs(pid);
  const add = async (to: number[]) => {
    const nowMs = await processorMs(pid);
    if (nowMs !== null && computedMs !== null) to.push(nowMs - computedMs);
  };
  const askedAtMs = performance.now();
  let isFirst = true;
  for await (const text of ask()) {
    const nowMs = performance.now();
    for (const stamp of text.match(/\d+\.\d+/gu) ?? []) {
      times.perDeltaMs.push(performance.timeOrigin + nowMs - Number(stamp));
    }
    if (!isFirst) continue;
    isFirst = false;
    times.toFirstMs.push(nowMs - askedAtMs);
    // Long before the next token comes.
    await add(times.processorToFirstMs);
  }
  await add(times.processorMs);
}

/** Prints how long texts were waited for, and gives the added medians. */
function printWaits(pairs: readonly Pair[]): readonly number[] {
  const head = ["provider, bare client", "ms", "bare p50 / p90 / p99", "ours p50 / p90 / p99"];
  printRow([...head, "added at p50"]);
  printRow(["---", "---", "---", "---", "---"]);
  return pairs.flatMap(({ provider: { id, bareClient }, bare, ours }) => {
    const kinds = [
      ["to the first delta", bare.times.toFirstMs, ours.times.toFirstMs],
      ["per delta", bare.times.perDeltaMs, ours.times.perDeltaMs],
    ] as const;
    return kinds.map(([what, alone, through]) => {
      const addedMs = quantile(through, 0.5) - quantile(alone, 0.5);
      const row = [percentiles(alone), percentiles(through), addedMs.toFixed(2)];
      printRow([`\`${id}\`, ${bareClient}`, what, ...row]);
      return addedMs;
    });
  });
}

function printProcessorTimes(pairs: readonly Pair[]): void {
  console.log("");
  printRow(["processor time, ms, median", "bare client", "our server"]);
  printRow(["---", "---", "---"]);
  for (const { provider, bare, ours } of pairs) {
    for (const [what, of] of [
      ["to the first delta", "processorToFirstMs"],
      ["whole reply", "processorMs"],
    ] as const) {
      const medians = [bare, ours].map(({ times }) =>
        times[of].length === 0 ? "–" : quantile(times[of], 0.5).toFixed(2),
      );
      printRow([`\`${provider.id}\`, ${what}`, ...medians]);
    }
  }
}

function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}

function percentiles(values: readonly number[]): string {
  return [0.5, 0.9, 0.99].map((at) => quantile(values, at).toFixed(2)).join(" / ");
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
}

function machine(): string {
  const load = loadavg()[0]?.toFixed(1) ?? "unknown";
  return `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} cores, load ${load}, Node ${process.versions.node}`;
}
