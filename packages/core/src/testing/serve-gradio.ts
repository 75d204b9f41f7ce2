// What the tests of the Gradio protocol share: the product's tasks with scripted answers, served.
import { InferenceError } from "../contract/inference-error.ts";
import { createGradioApi, type GradioApi } from "../http/gradio/gradio-api.ts";
import type { StartRequest } from "../runs/runs.ts";
import type { Clock } from "../runtime/clock.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { isJsonObject } from "../contract/json.ts";
import { tasks } from "../tasks/registry.ts";
import { type HttpServer, serveHttp } from "./serve-http.ts";
import { type RunScript, ScriptedRuns, untilAborted } from "./scripted-runs.ts";
import { wordCount } from "./word-count/task.ts";

/**
 * Answers by the text of the input: "queued …" waits in the line and "wait …" at work until they are
 * cancelled, "fail …" fails, "fall back …" writes half of a summary twice; every other text succeeds.
 */
export const scriptByText: RunScript = async function* (request, signal) {
  const text = firstText(request);
  if (text.startsWith("queued")) {
    yield { type: "queue-update", position: 3, expectedMs: 4500 };
    yield { type: "queue-update", position: 2, expectedMs: 3000 };
    await untilAborted(signal);
  }
  yield {
    type: "backend-start",
    backend: "onnx",
    role: "small",
    reason: "the server's CPU answers at once",
    reasonFacts: { code: "at-once" },
  };
  if (text.startsWith("fail")) {
    throw new InferenceError("backend-failed", "The model failed on purpose. Try another text.");
  }
  if (text.startsWith("fall back")) {
    yield { type: "text-delta", text: "Half of" };
    yield {
      type: "backend-start",
      backend: "onnx",
      role: "small",
      reason: "the large model failed: on purpose",
      reasonFacts: { code: "at-once" },
    };
  }
  yield { type: "progress", stage: "reading", done: 1, total: 2, unit: "windows" };
  if (request.task.id === "summarization") {
    for (const word of text.split(/(?<=\s)/u)) yield { type: "text-delta", text: word };
  }
  if (text.startsWith("wait")) await untilAborted(signal);
  // A turn of the event loop, as any real backend takes.
  await new Promise(setImmediate);
  return outputOf(request, text);
};

/** Runs of the product's tasks and of the toy task. */
export function allTaskRuns(
  options: { clock?: Clock; maxRuns?: number; script?: RunScript } = {},
): ScriptedRuns {
  const defaults = { tasks: [...tasks, wordCount], clock: systemClock, script: scriptByText };
  return new ScriptedRuns({ ...defaults, ...options });
}

/** The protocol at a local port, and what is behind it. */
export interface ServedGradio extends HttpServer {
  readonly runs: ScriptedRuns;
  readonly api: GradioApi;
}

/** The protocol in front of scripted runs at a local port. */
export async function serveGradio(
  options: { maxRuns?: number; port?: number; publicUrl?: string } = {},
): Promise<ServedGradio> {
  const { port, ...rest } = options;
  const runs = allTaskRuns(rest);
  const api = createGradioApi({
    runs,
    clock: systemClock,
    allowedOrigins: [],
    maxBodyBytes: 2_000_000,
    onFault: () => undefined,
  });
  const server = await serveHttp(
    (request) => api(request, { caller: "somebody" }),
    port === undefined ? {} : { port },
  );
  return { ...server, runs, api };
}

function firstText({ input }: StartRequest): string {
  if (!isJsonObject(input)) return "";
  const text = input["text"] ?? input["question"];
  return typeof text === "string" ? text : "";
}

function outputOf({ task, input }: StartRequest, text: string): object {
  switch (task.id) {
    case "summarization":
      return {
        summary_text: text,
        kind: "extractive",
        sentences: [{ start: 0, end: text.length }],
      };
    case "question-answering":
      return answer(isJsonObject(input) ? input["context"] : "");
    case "sentiment-analysis":
      return sentiment(text);
    default:
      return { words: text.split(" ").length, path: "not/a/file" };
  }
}

/** The context's first word is the answer to everything. */
function answer(context: unknown): object {
  const word = typeof context === "string" ? (/^\S+/u.exec(context)?.[0] ?? "") : "";
  const found = { answer: word, score: 0.8, start: 0, end: word.length };
  return { found: true, ...found, answers: [found], quote: null };
}

function sentiment(text: string): object {
  const [best, other] = text.includes("bad") ? ["NEGATIVE", "POSITIVE"] : ["POSITIVE", "NEGATIVE"];
  const scores = [
    { label: best, score: 0.9 },
    { label: other, score: 0.1 },
  ];
  return { label: best, score: 0.9, scores, sentences: null, reason: text };
}
