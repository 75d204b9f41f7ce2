// Many runs whose connections are cut at random moments; each must be found again with its answer.
import { Random } from "../fuzz/random.ts";
import { dropCall } from "./dropped-call.ts";
import { runAsPage } from "./page-runs.ts";
import { checkAnswer, isEnd, numbersIn, outputIn } from "./read-reply.ts";

interface DropOptions {
  readonly baseUrl: string;
  readonly count: number;
  readonly seed: number;
  /** Runs side by side; more than there are workers, so that some are cut while they wait in line. */
  readonly concurrency?: number;
}

/** What the drops showed. */
export interface DropSummary {
  readonly runIds: ReadonlySet<string>;
  /** How many connections were cut before the reply was whole, by the kind of call. */
  readonly cuts: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

interface DropRun {
  readonly baseUrl: string;
  readonly random: Random;
  /** How many sentences the input has: by it the answer is told from every other run's. */
  readonly sentences: number;
  readonly key: string;
  readonly noteCut: (kind: string) => void;
}

const json = { "content-type": "application/json" };
const asEvents = { accept: "text/event-stream" };
const maxCuts = 5;
const taskId = "sentiment-analysis";

/** Starts `count` runs, cuts their connections, and gets every answer; the same seed cuts alike. */
export async function dropRuns(options: DropOptions): Promise<DropSummary> {
  const { baseUrl, count, seed, concurrency = 12 } = options;
  const runIds = new Set<string>();
  const faults: string[] = [];
  const cuts: Record<string, number> = {};
  const noteCut = (kind: string) => {
    cuts[kind] = (cuts[kind] ?? 0) + 1;
  };
  const numbers = Array.from({ length: count }, (_, index) => index).values();
  const work = async (): Promise<void> => {
    for (const number of numbers) {
      const random = new Random(seed * 1_000_003 + number);
      const key = `drop-${seed}-${number}`;
      const run = { baseUrl, random, sentences: 20 + number, key, noteCut };
      const how = [byAddress, byEvents, byKey, byPage][number % 4] ?? byKey;
      const result = await how(run);
      if (result.fault !== null) faults.push(`run ${number} of seed ${seed}: ${result.fault}`);
      if (runIds.has(result.runId)) faults.push(`run ${number} has another run's id`);
      runIds.add(result.runId);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { runIds, cuts, faults };
}

interface Found {
  readonly runId: string;
  readonly fault: string | null;
}

/** 202 at once, then the state is asked for on connections that break, until it is whole. */
async function byAddress(run: DropRun): Promise<Found> {
  const { status, headers } = await post(run, { prefer: "respond-async" }, null);
  const runId = String(headers["x-run-id"]);
  if (status !== 202) return { runId, fault: `202 was due, ${status ?? "nothing"} came` };
  const url = new URL(String(headers.location), run.baseUrl);
  for (let cut = 0; ; cut += 1) {
    const afterMs = run.random.next() * 4;
    const isLast = cut >= maxCuts;
    const call = { url, method: "GET", headers: {} } as const;
    const end = await dropCall({ ...call, cut: isLast ? null : { from: "request", afterMs } });
    if (!end.isWhole) run.noteCut("state");
    else if (isEnd(end.text)) return { runId, fault: checkAnswer(end.text, run.sentences) };
  }
}

/** Events from the first request on, broken again and again, each time taken up after the last that came. */
async function byEvents(run: DropRun): Promise<Found> {
  const cutSoon = () => ({ from: "reply", afterMs: run.random.next() * 120 }) as const;
  const first = await post(run, asEvents, cutSoon());
  const runId = String(first.headers["x-run-id"]);
  const numbers = [...numbersIn(first.text)];
  let text = first.text;
  let { isWhole } = first;
  for (let cut = 1; !isWhole; cut += 1) {
    run.noteCut("events");
    const url = new URL(`/api/v1/runs/${runId}`, run.baseUrl);
    const headers = { ...asEvents, "last-event-id": String(numbers.at(-1) ?? 0) };
    const end = await dropCall({
      url,
      method: "GET",
      headers,
      cut: cut >= maxCuts ? null : cutSoon(),
    });
    if (end.status !== 200 && end.status !== null) return { runId, fault: `${end.status} came` };
    numbers.push(...numbersIn(end.text));
    ({ text, isWhole } = end);
  }
  if (numbers.some((number, index) => number !== index + 1)) {
    return { runId, fault: `the events came as ${numbers.join(", ")}` };
  }
  return { runId, fault: checkAnswer(outputIn(text), run.sentences) };
}

/** One-request JSON under a key, cut at any moment, also before the request is whole, and sent again. */
async function byKey(run: DropRun): Promise<Found> {
  const headers = { "idempotency-key": run.key };
  for (let cut = 0; ; cut += 1) {
    const afterMs = run.random.next() * 150;
    const end = await post(run, headers, cut >= maxCuts ? null : { from: "request", afterMs });
    if (!end.isWhole) {
      run.noteCut("keyed");
      continue;
    }
    const runId = /"run":\{"id":"([0-9a-f]+)"/u.exec(end.text)?.[1] ?? "none";
    return { runId, fault: checkAnswer(end.text, run.sentences) };
  }
}

/** The page's own way: events from the first request on, found again by key and by id. */
async function byPage({ noteCut, ...run }: DropRun): Promise<Found> {
  const { runId, text } = await runAsPage({
    ...run,
    taskId,
    body: bodyOf(run),
    maxCuts,
    noteCut: () => {
      noteCut("page");
    },
  });
  return { runId, fault: checkAnswer(text, run.sentences) };
}

function bodyOf({ sentences }: Pick<DropRun, "sentences">): string {
  const text = "It was a fine day for sailing on the lake. ".repeat(sentences);
  return JSON.stringify({ text, sentences: true });
}

function post(
  run: DropRun,
  headers: Readonly<Record<string, string>>,
  cut: Parameters<typeof dropCall>[0]["cut"],
) {
  const url = new URL(`/api/v1/${taskId}`, run.baseUrl);
  return dropCall({
    url,
    method: "POST",
    headers: { ...json, ...headers },
    body: bodyOf(run),
    cut,
  });
}
