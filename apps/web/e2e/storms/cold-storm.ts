// Many runs at the same moment on a large model that is asleep: who answers them, how often the endpoint
// is called before it is warm, and how many of those that wait for it reach it at a time.
import { jsonOf } from "../large-model/parse-events.ts";
import { startServer } from "../start-server.ts";
import type { SleepingModel } from "./sleeping-model.ts";
import { openSleepingSagemaker } from "./sleeping-sagemaker.ts";

interface StormOptions {
  /** Runs that leave the choice to the server, all at once. */
  readonly runs: number;
  /** Runs that ask for the large model and wait for it. */
  readonly waiting: number;
  /** Opens the large model. Default one behind a local SageMaker. */
  readonly open?: () => Promise<SleepingModel>;
}

/** What the storm showed. */
export interface StormFigures {
  /** How many runs each backend answered. */
  readonly answeredBy: Readonly<Record<string, number>>;
  readonly waitersAnsweredBy: Readonly<Record<string, number>>;
  /** How often the model was called while it slept. */
  readonly invocationsBeforeWarm: number;
  /** How many wakes the server has counted. */
  readonly wakes: number;
  /** The most invocations that were under way at a moment after it was warm. */
  readonly mostAtATime: number;
  /** Until the last of the runs was answered. */
  readonly stormMs: number;
  readonly slowestMs: number;
  readonly medianMs: number;
  /** From the storm to the first answer of the large model. */
  readonly wokenAfterMs: number;
  /** What was not as it should be, in words. */
  readonly faults: readonly string[];
}

const text = "The light was lit in 1904. It has burnt ever since. People come from far to see it.";

/** Runs the storm against a server and a large model, which wakes when the small model has answered all runs. */
export async function coldStorm({
  runs,
  waiting,
  open = openSleepingSagemaker,
}: StormOptions): Promise<StormFigures> {
  const model = await open();
  const { tally } = model;
  const limits = { TRUST_PROXY: "1", MAX_QUEUED_RUNS: String(runs + waiting) };
  const server = await startServer(
    { ...model.env, ...limits, WAKE_POLICY: "any" },
    { untilReady: true },
  );
  const wakesLeft = await wakesLeftToday(server.url);
  const send = (body: object, number: number) => sendRun({ url: server.url, body, number });
  const startedAtMs = performance.now();
  const storm = Promise.all(
    Array.from({ length: runs }, (_, number) => send({ text: `${text} Note ${number}.` }, number)),
  );
  const pinned = { text, backend: "large", waitMs: 600_000 };
  const waiters = Promise.all(
    Array.from({ length: waiting }, (_, number) => send(pinned, runs + number)),
  );
  const answers = await storm;
  const stormMs = performance.now() - startedAtMs;
  const invocationsBeforeWarm = model.coldCalls();
  const wakes = wakesLeft - (await wakesLeftToday(server.url));
  model.wakeUp();
  const late = await waiters;
  const code = await server.stop();
  await model.close();
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const faults = [...answers, ...late].flatMap(({ fault }) => fault ?? []);
  return {
    answeredBy: countOf(answers),
    waitersAnsweredBy: countOf(late),
    invocationsBeforeWarm,
    wakes,
    mostAtATime: tally.most,
    stormMs,
    slowestMs: times.at(-1) ?? 0,
    medianMs: times.at(Math.floor(times.length / 2)) ?? 0,
    wokenAfterMs: tally.firstAtMs - startedAtMs,
    faults: code === 0 ? faults : [...faults, `the server ended with ${code ?? "a signal"}`],
  };
}

async function wakesLeftToday(url: string): Promise<number> {
  const status = await (await fetch(`${url}/api/v1/status`)).text();
  return Number(/"wakesLeftToday":(\d+)/u.exec(status)?.[1]);
}

interface Sent {
  readonly url: string;
  readonly body: object;
  readonly number: number;
}

interface Answered {
  readonly ms: number;
  readonly backend: string;
  readonly fault: string | null;
}

async function sendRun({ url, body, number }: Sent): Promise<Answered> {
  const sentAtMs = performance.now();
  const response = await fetch(`${url}/api/v1/summarization`, {
    method: "POST",
    // Each run comes from somebody else.
    headers: {
      "content-type": "application/json",
      "x-forwarded-for": `10.0.${Math.floor(number / 250)}.${(number % 250) + 1}`,
    },
    body: JSON.stringify(body),
  });
  const reply = await jsonOf(response);
  const ms = performance.now() - sentAtMs;
  const run = reply["run"];
  const isRun = typeof run === "object" && run !== null && "backend" in run;
  if (isRun) return { ms, backend: String(run.backend), fault: null };
  return {
    ms,
    backend: "none",
    fault: `run ${number}: ${response.status} ${String(reply["code"])}`,
  };
}

function countOf(answers: readonly Answered[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { backend } of answers) counts[backend] = (counts[backend] ?? 0) + 1;
  return counts;
}
