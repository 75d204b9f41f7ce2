// `npm run proof -- overhead`: what our server adds to the AWS SDK. The same summary is asked for in
// turn through the SDK alone and through the production build's event stream, from the same local
// SageMaker, whose model stamps each token with the time. Prints the table of docs/benchmarks.md.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, cpus, loadavg } from "node:os";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bareCalls } from "../../../packages/core/src/backends/sagemaker/testing/bare-calls.ts";
import { sagemakerEnv } from "../demo/sagemaker-env.ts";
import { eventsOf, jsonOf } from "../e2e/large-model/parse-events.ts";
import { startServer } from "../e2e/start-server.ts";

interface ProofOptions {
  /** Replies through each of the two ways. */
  readonly replies: number;
  readonly tokens: number;
  readonly msPerToken: number;
}

/** How long the text of replies was on its way. */
interface Latencies {
  /** From the request to the first text. */
  readonly toFirstMs: number[];
  /** From the moment a token was given to the moment it was read. */
  readonly perDeltaMs: number[];
}

type Ask = () => AsyncIterable<string>;

const target = 5;
const warmUps = 5;
const text = "The keeper lit the lamp at dusk and the ships came home. ".repeat(40);

/** Runs the proof, prints what it showed, and sets the exit code. */
export async function main({ replies, tokens, msPerToken }: ProofOptions): Promise<void> {
  const model = await startModel({ TOKENS: String(tokens), MS_PER_TOKEN: String(msPerToken) });
  const server = await startServer(
    { ...sagemakerEnv({ url: model.url }), ONNX_THREADS: "" },
    { untilReady: true },
  );
  const names = { endpointName: "local-endpoint", componentName: "local-component" };
  const bare = bareCalls({ url: model.url, ...names });
  const ways: Readonly<Record<"bare" | "ours", Ask>> = {
    bare: () => bare.summarize(text),
    ours: () => askServer(server.url),
  };
  const measured = { bare: noLatencies(), ours: noLatencies() };
  try {
    await untilAwake(server.url);
    for (let reply = -warmUps; reply < replies; reply += 1) {
      for (const way of ["bare", "ours"] as const) {
        await measure(ways[way], reply < 0 ? noLatencies() : measured[way]);
      }
    }
  } finally {
    bare.close();
    await server.stop();
    model.stop();
  }
  const missing = replies * tokens - measured.ours.perDeltaMs.length;
  const addedMs = print(measured);
  console.log(
    `\n${replies} replies of ${tokens} tokens, ${msPerToken} ms apart, each way in turn.`,
  );
  console.log(`Measured on ${new Date().toISOString().slice(0, 10)}: ${machine()}.`);
  if (missing !== 0) console.log(`${missing} tokens did not arrive.`);
  if (missing !== 0 || addedMs > target) process.exitCode = 1;
}

function noLatencies(): Latencies {
  return { toFirstMs: [], perDeltaMs: [] };
}

async function startModel(env: Readonly<Record<string, string>>) {
  const entry = fileURLToPath(new URL("./stamping-model.ts", import.meta.url));
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const started: readonly unknown[] = await once(child.stdout, "data");
  return { url: /url (\S+)/u.exec(String(started[0]))?.[1] ?? "", stop: () => child.kill() };
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
    body: JSON.stringify({ text, length: "long", backend: "sagemaker" }),
  });
  for await (const { name, data } of eventsOf(response)) {
    if (name === "text-delta") yield String(data["text"]);
    if (name === "run-error") throw new Error(JSON.stringify(data));
  }
}

async function measure(ask: Ask, { toFirstMs, perDeltaMs }: Latencies): Promise<void> {
  const askedAtMs = performance.now();
  let isFirst = true;
  for await (const text of ask()) {
    const nowMs = performance.now();
    if (isFirst) toFirstMs.push(nowMs - askedAtMs);
    isFirst = false;
    for (const stamp of text.match(/\d+\.\d+/gu) ?? []) {
      perDeltaMs.push(performance.timeOrigin + nowMs - Number(stamp));
    }
  }
}

/** Prints the table and gives the larger of the two added medians. */
function print({ bare, ours }: Readonly<Record<"bare" | "ours", Latencies>>): number {
  const rows = [
    ["to the first delta", bare.toFirstMs, ours.toFirstMs],
    ["per delta", bare.perDeltaMs, ours.perDeltaMs],
  ] as const;
  const percentiles = [0.5, 0.9, 0.99];
  console.log(
    "| ms | AWS SDK p50 / p90 / p99 | through the server p50 / p90 / p99 | added at p50 |",
  );
  console.log("| --- | --- | --- | --- |");
  const added = rows.map(([what, bareMs, oursMs]) => {
    const [alone, through] = [bareMs, oursMs].map((all) =>
      percentiles.map((at) => quantile(all, at)),
    );
    const more = quantile(oursMs, 0.5) - quantile(bareMs, 0.5);
    const cells = [alone, through].map((all) => all?.map((ms) => ms.toFixed(2)).join(" / "));
    console.log(`| ${what} | ${cells.join(" | ")} | ${more.toFixed(2)} |`);
    return more;
  });
  return Math.max(...added);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
}

function machine(): string {
  const load = loadavg()[0]?.toFixed(1) ?? "unknown";
  return `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} cores, load ${load}, Node ${process.versions.node}`;
}
