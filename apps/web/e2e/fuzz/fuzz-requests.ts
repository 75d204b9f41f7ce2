// A seeded storm of requests that are wrong in many ways; every one must get a clear answer.
import { Agent } from "node:http";
import { faultOf } from "./check-outcome.ts";
import { type FuzzBytes, fuzzBytes } from "./fuzz-bytes.ts";
import { type FuzzRequest, fuzzRequest } from "./fuzz-request.ts";
import { Random } from "./random.ts";
import { type Outcome, sendBytes, sendRequest } from "./send.ts";

interface FuzzOptions {
  readonly baseUrl: string;
  readonly count: number;
  readonly seed: number;
  /** Called after each request with how many are done. */
  readonly onProgress?: (done: number) => void;
}

/** What the storm showed. */
export interface FuzzSummary {
  readonly count: number;
  /** How many replies had each status, or ended otherwise. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** What went wrong, with the number of the request: the same seed makes the same request. */
  readonly faults: readonly string[];
}

const concurrency = 8;

/** Sends `count` requests; the same seed sends the same ones. */
export async function fuzzRequests(options: FuzzOptions): Promise<FuzzSummary> {
  const { baseUrl, count, seed, onProgress } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const base = new URL(baseUrl);
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  let slowestMs = 0;
  let sent = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (sent < count) {
      const number = sent;
      sent += 1;
      const item = fuzzItem(seed, number);
      const startedAtMs = performance.now();
      const outcome = await send(base, agent, item);
      slowestMs = Math.max(slowestMs, performance.now() - startedAtMs);
      const key = outcome.kind === "reply" ? String(outcome.status) : outcome.kind;
      outcomes[key] = (outcomes[key] ?? 0) + 1;
      const fault = faultOf(outcome, item);
      if (fault !== null)
        faults.push(`request ${number} of seed ${seed}: ${fault}: ${shown(item)}`);
      done += 1;
      onProgress?.(done);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  agent.destroy();
  return { count, outcomes, slowestMs: Math.round(slowestMs), faults };
}

/** The request of a seed with a number. */
function fuzzItem(seed: number, number: number): FuzzRequest | FuzzBytes {
  const random = new Random(seed * 1_000_003 + number);
  return random.chance(0.1) ? fuzzBytes(random) : fuzzRequest(random);
}

function send(base: URL, agent: Agent, item: FuzzRequest | FuzzBytes): Promise<Outcome> {
  return item.kind === "http" ? sendRequest(base, agent, item) : sendBytes(base, item);
}

function shown(item: FuzzRequest | FuzzBytes): string {
  if (item.kind === "bytes") return JSON.stringify(item.bytes.toString("latin1").slice(0, 200));
  const { method, path, headers, body } = item;
  return `${method} ${path} ${JSON.stringify(headers).slice(0, 200)} ${body?.toString().slice(0, 200) ?? ""}`;
}
