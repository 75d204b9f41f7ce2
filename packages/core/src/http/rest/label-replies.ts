// `/predict` and `/demo`: the request and reply shapes of two older sentiment services, kept exactly,
// so that their callers only change the address.
import { cancelRun } from "../../runs/cancel-run.ts";
import { runToEnd } from "../../runs/run-to-end.ts";
import type { BatchRuns, CacheUse, Caller } from "../../runs/runs.ts";
import { quote, typeName } from "../../tasks/field.ts";
import { InferenceError } from "../../contract/inference-error.ts";
import { isJsonObject } from "../../contract/json.ts";
import type { SentimentOutput } from "../../tasks/sentiment-analysis/output.ts";
import { sentimentAnalysis } from "../../tasks/sentiment-analysis/task.ts";
import { checkInputs, withField } from "./batch-inputs.ts";
import { parseList } from "./run-body.ts";

/** A body such as `{"text": ["…", "…"]}` and where its list stands. */
export interface LabelRequest {
  readonly body: unknown;
  readonly listName: "text" | "inputs";
  readonly context: Caller;
  readonly cacheUse: CacheUse;
  readonly signal: AbortSignal;
}

interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** The reply of `/predict`: both labels of each text, best first. */
export async function predictReply(
  runs: BatchRuns,
  request: LabelRequest,
): Promise<{ predictions: readonly (readonly LabelScore[])[] }> {
  const outputs = await judge(runs, request);
  return {
    predictions: outputs.map(({ scores }) => scores.map(({ label, score }) => ({ label, score }))),
  };
}

/** The reply of `/demo`: the label of each text. */
export async function demoReply(
  runs: BatchRuns,
  request: LabelRequest,
): Promise<{ msg: string; body: { predictions: readonly string[] } }> {
  const outputs = await judge(runs, request);
  return {
    msg: "Request successful.",
    body: { predictions: outputs.map(({ label }) => label) },
  };
}

/** All or nothing, as these services had it. @throws InferenceError the first input's that failed */
async function judge(
  runs: BatchRuns,
  { body, listName, context, cacheUse, signal }: LabelRequest,
): Promise<readonly SentimentOutput[]> {
  const texts = textsOf(body, listName).map((text) => ({ text }));
  const inputs = checkInputs(sentimentAnalysis, texts);
  for (const [index, input] of inputs.entries()) {
    if (!input.ok) throw withField(input.error, `${listName}[${index}]`);
  }
  const facts = { task: sentimentAnalysis, choice: "auto", ...context, cacheUse } as const;
  const { runId } = await runs.startBatch({ ...facts, inputs });
  try {
    const { output } = await runToEnd(runs, runId, signal);
    return outputsOf(output).map((item) => sentimentAnalysis.parseOutput(item));
  } catch (error) {
    if (signal.aborted) await cancelRun(runs, runId, context);
    throw error;
  }
}

function outputsOf(output: unknown): readonly unknown[] {
  if (isJsonObject(output) && Array.isArray(output.outputs)) return output.outputs;
  throw new Error("A batch ended without its outputs.");
}

function textsOf(body: unknown, listName: string): readonly unknown[] {
  if (!isJsonObject(body)) {
    throw new InferenceError(
      "invalid-input",
      `The body is ${typeName(body)}. Send an object such as {"${listName}": ["a text"]}.`,
    );
  }
  const stray = Object.keys(body).find((name) => name !== listName);
  if (stray !== undefined) {
    throw new InferenceError(
      "invalid-input",
      `The field ${quote(stray)} is not known here. Send {"${listName}": ["a text"]}.`,
      { field: stray.slice(0, 100).toWellFormed() },
    );
  }
  return parseList(listName, Object.hasOwn(body, listName) ? body[listName] : undefined);
}
