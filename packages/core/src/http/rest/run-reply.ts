// The reply to `POST /api/v1/{task}`: the answer of one run or one batch, its events, or its address.
import type { InferenceError } from "../../contract/inference-error.ts";
import { isLastEvent } from "../../contract/run-event.ts";
import { cancelRun } from "../../runs/cancel-run.ts";
import { runToEnd } from "../../runs/run-to-end.ts";
import type { StoredEvent } from "../../runs/run-store.ts";
import type { BatchInput, BatchRuns, Caller } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { ReplyType } from "../kit/accepted-type.ts";
import { type FaceOptions, jsonResponse } from "../kit/answer.ts";
import { checkInputs, withField } from "./batch-inputs.ts";
import { eventStreamResponse } from "../kit/event-stream.ts";
import { type Problem, toProblem } from "../kit/problem.ts";
import { bodyLimits } from "../kit/read-bytes.ts";
import { readJsonBody } from "../kit/read-json-body.ts";
import {
  cacheUseOf,
  idempotencyKeyOf,
  parseWish,
  type ReplyForm,
  replyFormOf,
} from "../kit/wish.ts";
import { parseRunBody } from "./run-body.ts";
import { runStatus } from "./run-status.ts";

interface RunReplyOptions extends FaceOptions {
  readonly runs: BatchRuns;
  readonly clock: Clock;
}

/** Who asks for what. */
export interface RunCall {
  readonly request: Request;
  readonly task: AnyTask;
  readonly context: Caller;
  /** The types of reply that the address has. */
  readonly offered: readonly ReplyType[];
}

/** Reads the request, starts the run and replies as the caller accepts it. */
export async function runReply(options: RunReplyOptions, call: RunCall): Promise<Response> {
  const { request, context, offered } = call;
  const form = replyFormOf(request, offered);
  const key = idempotencyKeyOf(request);
  const body = await readJsonBody(request, bodyLimits(options, context));
  return bodyReply(options, { ...call, form, body, ...(key === undefined ? {} : { key }) });
}

/** A run as it is asked for, whichever address it came to. */
interface BodyCall extends Omit<RunCall, "offered"> {
  readonly form: ReplyForm;
  readonly body: unknown;
  /** The caller's key, under which the run is found again. */
  readonly key?: string;
  /** True where a run whose events nobody reads any more is cancelled. Default false: it can be found again. */
  readonly endsWithReader?: boolean;
}

/** Starts what a body asks for and replies in the form that is given. */
export async function bodyReply(options: RunReplyOptions, call: BodyCall): Promise<Response> {
  const { runs } = options;
  const { request, task, context, form, key, endsWithReader = false } = call;
  const body = parseRunBody(call.body);
  const wish = parseWish(body.wish, runs);
  const cacheUse = cacheUseOf(request);
  const facts = { task, ...context, ...wish, cacheUse, ...(key ? { idempotencyKey: key } : {}) };
  const isKeyed = key !== undefined;
  const started = { options, request, context, form, isKeyed, endsWithReader };
  if (body.kind === "single") {
    const { runId } = await runs.start({ ...facts, input: task.parseInput(body.input) });
    return startedReply({ ...started, runId });
  }
  const inputs = checkInputs(task, body.inputs);
  if (!inputs.some(({ ok }) => ok)) return nothingToRun(inputs, form);
  const { runId } = await runs.startBatch({ ...facts, inputs, problemOf });
  return startedReply({ ...started, runId });
}

function problemOf(error: InferenceError, index: number): Problem {
  return toProblem(placed(error, index));
}

function placed(error: InferenceError, index: number): InferenceError {
  const { field } = error.details;
  return withField(error, field === undefined ? `inputs[${index}]` : `inputs[${index}].${field}`);
}

/** A batch without one input that can be run is answered, but it is no run that could be found again. */
function nothingToRun(inputs: readonly BatchInput[], form: ReplyForm): Response {
  const errors = inputs.flatMap((input) => (input.ok ? [] : [input.error]));
  if (form === "answer") return jsonResponse({ outputs: errors.map(problemOf), run: null });
  const [first] = errors;
  throw first ? placed(first, 0) : new Error("A batch came without inputs.");
}

interface StartedRun {
  readonly options: RunReplyOptions;
  readonly request: Request;
  readonly context: Caller;
  readonly runId: string;
  readonly form: ReplyForm;
  /** True when a caller that goes away can find the run again by its key. */
  readonly isKeyed: boolean;
  readonly endsWithReader: boolean;
}

async function startedReply(started: StartedRun): Promise<Response> {
  const { options, request, runId, form } = started;
  const { runs, clock, onFault } = options;
  if (form === "answer") return jsonResponse(await answerOf(started));
  const headers = started.endsWithReader ? {} : runAddressHeaders(options, runId);
  if (form === "events") {
    const read = (signal: AbortSignal) =>
      started.endsWithReader ? readOrCancel(started, signal) : runs.read(runId, 0, signal);
    return eventStreamResponse(read, { clock, signal: request.signal, onFault, headers });
  }
  return jsonResponse(runStatus(await runs.snapshot(runId)), {
    status: 202,
    headers: { ...headers, "preference-applied": "respond-async" },
  });
}

async function answerOf({
  options,
  request,
  context,
  runId,
  isKeyed,
}: StartedRun): Promise<object> {
  const { runs } = options;
  const { signal } = request;
  try {
    const { output, run } = await runToEnd(runs, runId, signal);
    return { ...output, run };
  } catch (error) {
    // Nobody else knows its id, so nobody would ever read its answer.
    if (signal.aborted && !isKeyed) await cancelRun(runs, runId, context);
    throw error;
  }
}

/** The events of a run that ends with its reading. */
async function* readOrCancel(
  { options: { runs }, runId, context }: StartedRun,
  signal: AbortSignal,
): AsyncGenerator<StoredEvent, void, void> {
  let isOver = false;
  try {
    for await (const stored of runs.read(runId, 0, signal)) {
      isOver = isLastEvent(stored.event);
      yield stored;
    }
  } finally {
    if (!isOver) await cancelRun(runs, runId, context);
  }
}

/** Where a run is found again: on every reply that has its id before its end. */
function runAddressHeaders({ basePath = "" }: FaceOptions, runId: string): Record<string, string> {
  return { "x-run-id": runId, location: `${basePath}/api/v1/runs/${runId}` };
}
