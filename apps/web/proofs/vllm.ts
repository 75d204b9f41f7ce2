// `npm run proof -- vllm`: a real vLLM on this machine's processor, with a model of 135 million parameters, as the
// large model: by its own address and behind sagemaker-local. Prints the table of docs/large-models.md.
import { cpus } from "node:os";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { sagemakerEnv } from "../demo/sagemaker-env.ts";
import { askGradio } from "../e2e/faults/ask-gradio.ts";
import type { Ending } from "../e2e/faults/fault-cell.ts";
import type { FaultInput } from "../e2e/faults/fault-inputs.ts";
import { parseEvents } from "../e2e/faults/parse-outcome.ts";
import { article, praise } from "../e2e/page-texts.ts";
import { type StartedServer, startServer } from "../e2e/start-server.ts";
import { modelName, openVllm, type RunningVllm } from "./vllm/start-vllm.ts";
import { trySchemas } from "./vllm/try-schema.ts";

/** One thing that was tried, and what came of it; a wrong one fails the proof. */
interface Row {
  readonly tried: string;
  readonly saw: string;
  readonly isWrong: boolean;
}

// Short, since a prompt is read at a few tokens a second where other work keeps the cores busy.
const noteOf = (number: number) =>
  `The lamp of the old lighthouse was lit in 19${10 + number}. It has burnt ever since.`;
const inputsOf = (number: number): readonly FaultInput[] => [
  { taskId: "summarization", fields: { text: noteOf(number) } },
  {
    taskId: "question-answering",
    fields: { question: "When was the lamp lit?", context: noteOf(number) },
  },
  { taskId: "sentiment-analysis", fields: { text: `${praise} ${number} stars.` } },
];

/** Runs the proof against a vLLM of its own or one that runs, prints its table, and sets the exit code. */
export async function main(runningUrl?: string): Promise<void> {
  const vllm =
    runningUrl === undefined ? await openVllm() : { url: runningUrl, stop: () => undefined };
  if (!vllm) return;
  try {
    const schema: Row[] = [];
    for (const route of ["/v1/chat/completions", "/invocations"]) {
      const tried = `the schemas, at vLLM's \`${route}\``;
      const row = { tried, ...(await trySchemas(vllm.url + route, modelName)) };
      console.log(`${row.tried} · ${row.saw}`);
      schema.push(row);
    }
    const own = await tryWay("LARGE_MODEL_URL", vllm, {
      LARGE_MODEL_URL: vllm.url,
      LARGE_MODEL_NAME: modelName,
      // This processor may be as busy as it likes.
      LARGE_MODEL_TIMEOUT_SECONDS: "290",
    });
    const local = await startSagemakerLocal({ forward: vllm.url, start: "warm" });
    const forwarded = await tryWay("sagemaker-local --forward", vllm, sagemakerEnv(local));
    await local.close();
    const rows = [...schema, ...own, ...forwarded];
    console.log("\n| tried | seen |\n| --- | --- |");
    for (const { tried, saw, isWrong } of rows) {
      console.log(`| ${tried} | ${saw}${isWrong ? " **wrong**" : ""} |`);
    }
    console.log(
      `${cpus().length} cores of ${cpus()[0]?.model ?? "?"}, ${new Date().toISOString()}`,
    );
    if (rows.some(({ isWrong }) => isWrong)) process.exitCode = 1;
  } finally {
    vllm.stop();
  }
}

async function tryWay(
  way: string,
  vllm: RunningVllm,
  env: Readonly<Record<string, string>>,
): Promise<Row[]> {
  const server = await startServer({ ...env, WAKE_POLICY: "never" }, { untilReady: true });
  const rows: Row[] = [];
  const add = (tried: string, saw: string, isWrong: boolean) => {
    const row = { tried: `${way}: ${tried}`, saw, isWrong };
    console.log(`${row.tried} · ${saw}${isWrong ? " · WRONG" : ""}`);
    rows.push(row);
  };
  try {
    await untilAwake(server);
    for (const input of inputsOf(rows.length)) {
      const ending = await askLarge(server, input);
      add(`${input.taskId}, events`, wordsOf(ending), hasFailed(ending));
    }
    for (const input of inputsOf(1)) {
      const ending = await askGradio(server.url, input);
      add(`${input.taskId}, Gradio's client`, wordsOf(ending), !("answeredBy" in ending.outcome));
    }
    const long = Array.from({ length: 9 }, (_, part) => `Part ${part}. ${article}`).join("\n\n");
    const overflow = await askLarge(server, { taskId: "summarization", fields: { text: long } });
    add(`${long.length} characters`, wordsOf(overflow), hasFailed(overflow));
    const endings = await Promise.all(
      [2, 3, 4, 5, 6].flatMap((number) =>
        inputsOf(number)
          .slice(0, 1)
          .map((input) => askLarge(server, input)),
      ),
    );
    add("5 at a time", endings.map(wordsOf).join("; "), endings.some(hasFailed));
    const ended = await countEnded(vllm);
    await abortOne(server);
    const isIdle = await becomes(() => isAtRest(vllm));
    const isAborted = isIdle && (await countEnded(vllm)) === ended;
    add(
      "a run that is called off in mid-stream",
      isAborted ? "vLLM stops, and has not come to the reply's end" : "vLLM writes on to the end",
      !isAborted,
    );
  } finally {
    await server.stop();
  }
  return rows;
}

/** Asks for the large model alone, as a stream of events. */
async function askLarge({ url }: StartedServer, input: FaultInput): Promise<Ending> {
  const reply = await postLarge(url, input);
  const shown = await reply.text();
  return { outcome: parseEvents(shown), shown };
}

function postLarge(url: string, { taskId, fields }: FaultInput) {
  return fetch(new URL(`/api/v1/${taskId}`, url), {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ ...fields, backend: "large" }),
  });
}

async function abortOne({ url }: StartedServer): Promise<void> {
  const [input] = inputsOf(7);
  if (!input) throw new Error("There is no input to abort.");
  const reply = await postLarge(url, input);
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of reply.body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.includes("text-delta")) break;
  }
  // A connection that is lost may come back, so that alone ends nothing.
  await fetch(new URL(reply.headers.get("location") ?? "", url), { method: "DELETE" });
}

function wordsOf({ outcome, shown }: Ending): string {
  if ("answeredBy" in outcome) {
    const deltas = shown.split(/^event: text-delta$|"type":"text-delta"/mu).length - 1;
    return `answered by ${outcome.answeredBy}${deltas > 0 ? `, ${deltas} deltas` : ""}`;
  }
  return `${outcome.code}: ${outcome.message}`;
}

// So small a model may well give what is no answer; all else is ours to get right.
function hasFailed({ outcome }: Ending): boolean {
  return !("answeredBy" in outcome) && !outcome.message.includes("did not have the form");
}

/** How many replies came to their end, or to their limit; vLLM 0.32 logs an abort, and counts none. */
async function countEnded(vllm: RunningVllm): Promise<number> {
  return sumOf(vllm, /^vllm:request_success_total\{.*finished_reason="(?!abort").*\} (\S+)$/gmu);
}

async function isAtRest(vllm: RunningVllm): Promise<boolean> {
  return (await sumOf(vllm, /^vllm:num_requests_(?:running|waiting)\{.*\} (\S+)$/gmu)) === 0;
}

async function sumOf({ url }: RunningVllm, pattern: RegExp): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return [...metrics.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
}

async function becomes(look: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 60; tries += 1) {
    if (await look()) return true;
    await setTimeout(500);
  }
  return false;
}

async function untilAwake({ url }: StartedServer): Promise<void> {
  const isAwake = await becomes(async () =>
    (await (await fetch(`${url}/api/v1/status`)).text()).includes('"temperature":"warm"'),
  );
  if (!isAwake) throw new Error("The large model does not count as awake after 30 s.");
}
