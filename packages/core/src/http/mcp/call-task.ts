// One tool call as one run. The caller's connection is the run's owner here: MCP has no way back to a
// call whose stream is gone, so whoever leaves cancels.
import { fromWireError, InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import type { RunEvent } from "../../contract/run-event.ts";
import { cancelRun } from "../../runs/cancel-run.ts";
import type { CacheUse, Caller, Runs } from "../../runs/runs.ts";
import { onAbort } from "../../runtime/abort.ts";
import { isJsonObject } from "../../contract/json.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { parseWish, type RunWish } from "../kit/wish.ts";
import { answerText } from "./answer-text.ts";

/** A tool call, unchecked. */
export interface TaskCall {
  readonly task: AnyTask;
  readonly args: unknown;
  readonly context: Caller;
  /** Default `use`. */
  readonly cacheUse?: CacheUse;
  /** Fires when the client cancels or goes away. */
  readonly signal: AbortSignal;
  /** Gets every event but the last. */
  readonly onEvent: (event: RunEvent) => Promise<void>;
  /** Gets what went wrong while cancelling, for the log. */
  readonly onFault: (error: unknown) => void;
}

/** What a tool call gives: the reply of REST, and the same in words. */
export interface TaskAnswer {
  readonly text: string;
  /** The output's fields with `run` beside them. */
  readonly reply: Readonly<Record<string, unknown>>;
}

type RunEnd = Extract<RunEvent, { type: "run-end" }>;

/**
 * Runs the task and gives its answer.
 * @throws InferenceError `invalid-input`, `overloaded`, `aborted`, or what the run ended with
 */
export async function callTask(runs: Runs, call: TaskCall): Promise<TaskAnswer> {
  const { task, context, cacheUse = "use", signal } = call;
  const wish = parseArguments(runs, call);
  throwIfAborted(signal);
  const { runId } = await runs.start({ task, ...context, ...wish, cacheUse });
  const release = onAbort(signal, () => {
    cancelRun(runs, runId, context).catch(call.onFault);
  });
  try {
    const { output, run } = await readToEnd(runs, runId, call);
    return { text: answerText(task.views(wish.input, output), run), reply: { ...output, run } };
  } finally {
    release();
  }
}

interface CheckedArguments extends RunWish {
  readonly input: ReturnType<AnyTask["parseInput"]>;
}

function parseArguments(runs: Runs, { task, args }: TaskCall): CheckedArguments {
  if (!isJsonObject(args)) return { input: task.parseInput(args), choice: "auto" };
  const { backend, waitMs, ...fields } = args;
  return { input: task.parseInput(fields), ...parseWish({ backend, waitMs }, runs) };
}

async function readToEnd(
  runs: Runs,
  runId: string,
  { signal, onEvent }: TaskCall,
): Promise<RunEnd> {
  for await (const { event } of runs.read(runId, 0, signal)) {
    if (event.type === "run-end") return event;
    if (event.type === "run-error") throw fromWireError(event.error);
    await onEvent(event);
  }
  throwIfAborted(signal);
  throw new InferenceError("internal", "The run ended without an answer. Try again.");
}
