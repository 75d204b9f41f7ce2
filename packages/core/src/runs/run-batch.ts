// A batch: each input has a turn of its own, a few at a time, and a bad one spoils only its own place.
import {
  fromWireError,
  InferenceError,
  throwIfAborted,
  toWireError,
} from "../contract/inference-error.ts";
import type { JsonObject } from "../contract/json.ts";
import { waitForLargeModel } from "./large-model-turn.ts";
import type { RunEvent, RunInfo } from "../contract/run-event.ts";
import { charactersOf, type RunSize, sizeOf } from "./run-size.ts";
import { runInTurn, type RunLife, type TurnParts } from "./run-in-turn.ts";
import type { StartBatchRequest, StartRequest } from "./runs.ts";

type RunEnd = Extract<RunEvent, { type: "run-end" }>;
type Outcome =
  | { readonly ok: true; readonly end: RunEnd }
  | { readonly ok: false; readonly error: InferenceError };

interface BatchLife extends RunLife {
  readonly partOf: RunSize;
}

// Enough to keep every worker busy; few enough that a batch leaves room for other callers.
const concurrency = 4;

/**
 * Runs each input and tells how many are done; the last event is a `run-end` with the outputs in order.
 * Inputs that were meant for the large model wait for it together.
 * @throws InferenceError `aborted`, what the wait ended with, or the first failure when no input was answered or none may fail
 */
export async function runBatch(
  parts: TurnParts,
  request: StartBatchRequest,
  life: RunLife,
): Promise<void> {
  const startedAtMs = parts.clock.nowMs();
  const characters = batchCharacters(request);
  const release = parts.queue.hold(request.caller, characters);
  let outcomes: readonly Outcome[];
  try {
    await waitForLargeModel(parts, request, life);
    outcomes = await runAll(parts, request, { ...life, partOf: sizeOf(characters) });
  } finally {
    release();
  }
  throwIfAborted(life.signal);
  const failure = outcomes.find((outcome) => !outcome.ok);
  if (failure && !request.problemOf) throw failure.error;
  const ends = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.end] : []));
  const [first] = ends;
  if (!first) throw failure?.error ?? noAnswer();
  const outputs = outcomes.map((outcome, index) => outputOf(outcome, index, request));
  const totalMs = parts.clock.nowMs() - startedAtMs;
  const runs = [first.run, ...ends.slice(1).map(({ run }) => run)] as const;
  const run = batchRunInfo(life.runId, runs, totalMs);
  await life.write({ type: "run-end", output: { outputs }, run });
}

/** The characters of all inputs of a batch. */
export function batchCharacters({ inputs }: StartBatchRequest): number {
  return inputs.reduce((sum, one) => sum + (one.ok ? charactersOf(one.input) : 0), 0);
}

async function runAll(
  parts: TurnParts,
  request: StartBatchRequest,
  life: BatchLife,
): Promise<readonly Outcome[]> {
  const { inputs, problemOf } = request;
  const total = inputs.length;
  const outcomes: Outcome[] = [];
  const failed = new AbortController();
  const signal = AbortSignal.any([life.signal, failed.signal]);
  const tell = openingOnce(life);
  const waiting = inputs.entries();
  let done = inputs.filter(({ ok }) => !ok).length;
  const takeInTurn = async (): Promise<void> => {
    for (const [index, input] of waiting) {
      const outcome = input.ok
        ? await runOne(parts, { ...request, input: input.input }, { ...life, signal, write: tell })
        : input;
      // What is cut short by another input's failure is not a failure of its own.
      if (signal.aborted && !outcome.ok) return;
      outcomes[index] = outcome;
      if (!outcome.ok && !problemOf) failed.abort();
      if (!input.ok) continue;
      done += 1;
      await life.write({ type: "progress", stage: "reading", done, total, unit: "items" });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, takeInTurn));
  return outcomes.filter((outcome) => !outcome.ok || !failed.signal.aborted);
}

async function runOne(parts: TurnParts, request: StartRequest, life: BatchLife): Promise<Outcome> {
  let last: RunEvent | undefined;
  const write = (event: RunEvent) => {
    last = event;
    return life.write(event);
  };
  try {
    await runInTurn(parts, request, { ...life, write });
  } catch (error) {
    return { ok: false, error: fromWireError(toWireError(error)) };
  }
  return outcomeOf(last);
}

function outcomeOf(last: RunEvent | undefined): Outcome {
  if (last?.type === "run-end") return { ok: true, end: last };
  if (last?.type === "run-error") return { ok: false, error: fromWireError(last.error) };
  return { ok: false, error: noAnswer() };
}

/** Passes on the wait and the start of whichever input starts first; later ones would start the run anew. */
function openingOnce({ write }: RunLife): (event: RunEvent) => Promise<void> {
  let hasStarted = false;
  return async (event) => {
    if (hasStarted) return;
    if (event.type !== "queue-update" && event.type !== "backend-start") return;
    hasStarted = event.type === "backend-start";
    await write(event);
  };
}

function outputOf(outcome: Outcome, index: number, { problemOf }: StartBatchRequest): JsonObject {
  if (outcome.ok) return outcome.end.output;
  if (!problemOf) throw outcome.error;
  return problemOf(outcome.error, index);
}

function batchRunInfo(
  id: string,
  runs: readonly [RunInfo, ...RunInfo[]],
  totalMs: number,
): RunInfo {
  const computeMs = runs.reduce((sum, run) => sum + run.computeMs, 0);
  const notices = new Set(runs.flatMap(({ notice }) => (notice === null ? [] : [notice])));
  const noticeFacts = new Map(
    runs.flatMap((run) => run.noticeFacts.map((one) => [JSON.stringify(one), one])),
  );
  return {
    ...runs[0],
    id,
    cached: runs.every(({ cached }) => cached),
    queueMs: Math.max(0, Math.round(totalMs - computeMs)),
    computeMs: Math.round(computeMs * 10) / 10,
    notice: notices.size === 0 ? null : [...notices].join(" "),
    noticeFacts: [...noticeFacts.values()],
  };
}

function noAnswer(): InferenceError {
  return new InferenceError("internal", "A part of the batch ended without an answer. Try again.");
}
