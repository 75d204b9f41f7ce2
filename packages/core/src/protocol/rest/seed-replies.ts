// `/predict` and `/demo`: the request and reply shapes of two older sentiment services, kept exactly,
// so that their callers only change the address.
import type { RunService } from "../../runs/run-service.ts";
import { quote, typeName } from "../../tasks/field.ts";
import { InferenceError } from "../../errors/inference-error.ts";
import { isJsonObject } from "../../tasks/json.ts";
import { sentimentAnalysis, type SentimentOutput } from "../../tasks/sentiment-analysis.ts";
import { parseList } from "./run-body.ts";
import { runBatch } from "./run-batch.ts";

/** A body such as `{"text": ["…", "…"]}` and where its list stands. */
export interface SeedRequest {
  readonly body: unknown;
  readonly listName: "text" | "inputs";
  readonly signal: AbortSignal;
}

interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** The reply of `/predict`: both labels of each text, best first. */
export async function predictReply(
  runService: RunService,
  request: SeedRequest,
): Promise<{ predictions: readonly (readonly LabelScore[])[] }> {
  const outputs = await judge(runService, request);
  return {
    predictions: outputs.map(({ scores }) => scores.map(({ label, score }) => ({ label, score }))),
  };
}

/** The reply of `/demo`: the label of each text. */
export async function demoReply(
  runService: RunService,
  request: SeedRequest,
): Promise<{ msg: string; body: { predictions: readonly string[] } }> {
  const outputs = await judge(runService, request);
  return {
    msg: "Request successful.",
    body: { predictions: outputs.map(({ label }) => label) },
  };
}

/** All or nothing, as these services had it. @throws InferenceError the first input's that failed */
async function judge(
  runService: RunService,
  { body, listName, signal }: SeedRequest,
): Promise<readonly SentimentOutput[]> {
  const texts = textsOf(body, listName);
  const items = await runBatch(runService, {
    task: sentimentAnalysis,
    inputs: texts.map((text) => ({ text })),
    placeOf: (index) => `${listName}[${index}]`,
    options: { choice: "auto", waitMs: null },
    signal,
  });
  return items.map((item) => {
    if (!item.ok) throw item.error;
    return sentimentAnalysis.parseOutput(item.end.output);
  });
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
