// The reply to `POST /api/v1/{task}`: the answer of one run or one batch, its events, or its address.
import type { InferenceError } from "../../contract/inference-error.ts";
import { cancelRun } from "../../runs/cancel-run.ts";
import { runToEnd } from "../../runs/run-to-end.ts";
import type { BatchInput, BatchRuns, Caller, StartBatchRequest } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { acceptedType } from "../kit/accepted-type.ts";
import { jsonResponse } from "./answer.ts";
import { checkInputs, withField } from "./batch-inputs.ts";
import { eventStreamResponse } from "../kit/event-stream.ts";
import { type Problem, toProblem } from "../kit/problem.ts";
import { readJsonBody } from "../kit/read-json-body.ts";
import { parseRunBody, type RunBody } from "./run-body.ts";
import { idempotencyKeyOf, prefersAsync, runAddressHeaders } from "./run-headers.ts";
import { runStatus } from "./run-status.ts";

interface RunReplyOptions {
  readonly runs: BatchRuns;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
}

/** Who asks for what. */
export interface RunCall {
  readonly request: Request;
  readonly task: AnyTask;
  readonly context: Caller;
}

type ReplyForm = "answer" | "events" | "address";
type RunFacts = Omit<StartBatchRequest, "inputs">;

/** Reads the request, starts the run and replies as the caller accepts it. */
export async function runReply(options: RunReplyOptions, call: RunCall): Promise<Response> {
  const { runs, clock, maxBodyBytes } = options;
  const { request, task, context } = call;
  const form = formOf(request);
  const key = idempotencyKeyOf(request);
  const body = parseRunBody(await readJsonBody(request, maxBodyBytes));
  const facts = { task, ...context, ...optionsOf(body), ...(key ? { idempotencyKey: key } : {}) };
  if (body.kind === "single") {
    const { runId } = await runs.start({ ...facts, input: task.parseInput(body.input) });
    return startedReply({ runs, clock, request, runId, form, isKeyed: key !== undefined });
  }
  const inputs = checkInputs(task, body.inputs);
  if (!inputs.some(({ ok }) => ok)) return nothingToRun(inputs, form);
  const { runId } = await runs.startBatch({ ...facts, inputs, problemOf });
  return startedReply({ runs, clock, request, runId, form, isKeyed: key !== undefined });
}

function formOf(request: Request): ReplyForm {
  const offered = ["application/json", "text/event-stream"] as const;
  const type = acceptedType(request.headers.get("accept"), offered);
  if (type === "text/event-stream") return "events";
  return prefersAsync(request) ? "address" : "answer";
}

function optionsOf({ options: { choice, waitMs } }: RunBody): Pick<RunFacts, "choice" | "waitMs"> {
  return waitMs === null ? { choice } : { choice, waitMs };
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
  readonly runs: BatchRuns;
  readonly clock: Clock;
  readonly request: Request;
  readonly runId: string;
  readonly form: ReplyForm;
  /** True when a caller that goes away can find the run again by its key. */
  readonly isKeyed: boolean;
}

async function startedReply(started: StartedRun): Promise<Response> {
  const { runs, clock, request, runId, form } = started;
  if (form === "answer") return jsonResponse(await answerOf(started));
  const headers = runAddressHeaders(request, runId);
  if (form === "events") {
    const read = (signal: AbortSignal) => runs.read(runId, 0, signal);
    return eventStreamResponse(read, { clock, signal: request.signal, headers });
  }
  return Response.json(runStatus(await runs.snapshot(runId)), {
    status: 202,
    headers: { ...headers, "preference-applied": "respond-async", "cache-control": "no-store" },
  });
}

async function answerOf({ runs, request, runId, isKeyed }: StartedRun): Promise<object> {
  const { signal } = request;
  try {
    const { output, run } = await runToEnd(runs, runId, signal);
    return { ...output, run };
  } catch (error) {
    // Nobody else knows its id, so nobody would ever read its answer.
    if (signal.aborted && !isKeyed) await cancelRun(runs, runId);
    throw error;
  }
}
