// `/api/v1/runs/{id}`: a run that was started earlier, by this connection or another.
import type { Caller, Runs } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import { acceptedType, type ReplyType, replyTypes } from "../kit/accepted-type.ts";
import { jsonResponse } from "../kit/answer.ts";
import { eventStreamResponse } from "../kit/event-stream.ts";
import { lastEventNumber } from "../kit/wish.ts";
import { runStatus } from "./run-status.ts";

interface KeptRunOptions {
  readonly runs: Runs;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** Who asks for which run. */
interface KeptRunCall {
  readonly request: Request;
  readonly runId: string;
  readonly context: Caller;
  /** The types of reply that the address has. Default both. */
  readonly offered?: readonly ReplyType[];
}

/**
 * The run's state, its events, or its end by the caller's wish.
 * @throws InferenceError `unknown-run`
 */
export async function keptRunReply(
  { runs, clock, onFault }: KeptRunOptions,
  { request, runId, context, offered = replyTypes }: KeptRunCall,
): Promise<Response> {
  await runs.checkAccess(runId, context);
  if (request.method === "DELETE") {
    await runs.cancel(runId);
    return new Response(null, { status: 204 });
  }
  const snapshot = await runs.snapshot(runId);
  const type = acceptedType(request.headers.get("accept"), offered);
  if (type === "application/json" || request.method === "HEAD") {
    return jsonResponse(runStatus(snapshot));
  }
  const after = lastEventNumber(request);
  return eventStreamResponse((signal) => runs.read(runId, after, signal), {
    clock,
    signal: request.signal,
    onFault,
  });
}
