// A batch: each input is a run of its own, a few at a time, and a bad one spoils only its own place.
import { abortError, InferenceError, toWireError } from "../../errors/inference-error.ts";
import type { RunInfo } from "../../runs/run-event.ts";
import { newRunId } from "../../runs/run-id.ts";
import type { RunService } from "../../runs/run-service.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { type RunEnd, runToEnd } from "./run-to-end.ts";
import type { RunOptions } from "./run-body.ts";

/** What a batch is made of. */
export interface BatchRequest {
  readonly task: AnyTask;
  readonly inputs: readonly unknown[];
  /** Where an input, or a field of it, stands in the request: the `field` of a problem. */
  readonly placeOf: (index: number, field: string | undefined) => string;
  readonly options: RunOptions;
  readonly signal: AbortSignal;
}

/** The outcome of one input. */
export type BatchItem =
  | { readonly ok: true; readonly end: RunEnd }
  | { readonly ok: false; readonly error: InferenceError };

// Enough to keep every worker busy; few enough that a batch leaves room for other callers.
const concurrency = 4;

/**
 * Runs each input and gives the outcomes in the order of the inputs.
 * @throws InferenceError `aborted` when the caller goes away
 */
export async function runBatch(
  runService: RunService,
  request: BatchRequest,
): Promise<readonly BatchItem[]> {
  const { inputs, signal } = request;
  const items: BatchItem[] = [];
  let nextIndex = 0;
  const takeInTurn = async (): Promise<void> => {
    while (nextIndex < inputs.length && !signal.aborted) {
      const index = nextIndex;
      nextIndex += 1;
      items[index] = await runItem(runService, request, index);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, takeInTurn));
  if (signal.aborted) throw abortError();
  return items;
}

/** One RunInfo for a batch: who answered, and the sums; null when no input got an answer. */
export function batchRunInfo(items: readonly BatchItem[], totalMs: number): RunInfo | null {
  const runs = items.flatMap((item) => (item.ok ? [item.end.run] : []));
  const first = runs[0];
  if (!first) return null;
  const computeMs = runs.reduce((sum, run) => sum + run.computeMs, 0);
  const notices = new Set(runs.flatMap(({ notice }) => (notice === null ? [] : [notice])));
  return {
    ...first,
    id: newRunId(),
    cached: runs.every(({ cached }) => cached),
    queueMs: Math.max(0, Math.round(totalMs - computeMs)),
    computeMs: Math.round(computeMs * 10) / 10,
    notice: notices.size === 0 ? null : [...notices].join(" "),
  };
}

async function runItem(
  runService: RunService,
  { task, inputs, placeOf, options, signal }: BatchRequest,
  index: number,
): Promise<BatchItem> {
  try {
    const input = task.parseInput(inputs[index]);
    const end = await runToEnd(runService.run({ task, input, choice: options.choice, signal }));
    return { ok: true, end };
  } catch (error) {
    return { ok: false, error: withPlace(error, (field) => placeOf(index, field)) };
  }
}

function withPlace(error: unknown, placeOf: (field: string | undefined) => string): InferenceError {
  const { code, message, retryable, field, ...details } = toWireError(error);
  const place = code === "invalid-input" ? { field: placeOf(field) } : {};
  return new InferenceError(code, message, { retryable, cause: error, ...details, ...place });
}
