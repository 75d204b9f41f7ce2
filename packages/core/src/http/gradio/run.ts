// The synchronous way: one request, one answer.
import type { RunEvent } from "../../contract/run-event.ts";
import type { Caller } from "../../runs/runs.ts";
import type { StoredEvent } from "../../runs/run-store.ts";
import { throwIfAborted, toWireError } from "../../contract/inference-error.ts";
import { withAnySignal } from "./any-signal.ts";
import { type GradioServer, idempotencyKey } from "./gradio-server.ts";
import { completedOutput } from "./messages.ts";
import { outputValues } from "./outputs.ts";
import { inputFromData } from "./payload.ts";
import { readJsonObject } from "./read-body.ts";
import { jsonReply, runErrorReply } from "./replies.ts";
import { stopping } from "./sessions.ts";

interface RunCall {
  readonly request: Request;
  readonly context: Caller;
  readonly taskId: string;
}

/** `POST /run/{name}`: runs and answers the values. The body's `fn_index` wins over the name. */
export async function run(server: GradioServer, call: RunCall): Promise<Response> {
  try {
    return await runToEnd(server, call);
  } catch (error) {
    return runErrorReply(toWireError(server.seen(error)));
  }
}

async function runToEnd(server: GradioServer, call: RunCall): Promise<Response> {
  const { request, context, taskId } = call;
  const stopped = server.stopped.signal;
  if (stopped.aborted) throw stopping();
  const body = await readJsonObject(request, server.limits.maxBodyBytes);
  const { fn_index: number, data } = body;
  const task = server.taskOf(({ id }, index) =>
    typeof number === "number" ? index + 1 === number : id === taskId,
  );
  const input = inputFromData(task, data, server.readUpload);
  const runId = await server.start({ request, context, task, input, body });
  const last = await withAnySignal([request.signal, stopped], (signal) =>
    lastEvent(server.runs.read(runId, 0, signal)),
  );
  if (last?.type === "run-error") return runErrorReply(last.error);
  if (last?.type === "run-end") {
    const { output, run } = last;
    return jsonReply(completedOutput(outputValues(task, { input, output, run }), run));
  }
  // Nobody has the id of this run, so nobody can come back for it, unless he chose a key.
  if (request.signal.aborted && idempotencyKey(request) === null) await server.runs.cancel(runId);
  throwIfAborted(request.signal);
  throw stopping();
}

/** The event that a run ended with; undefined when the reading stopped before. */
async function lastEvent(events: AsyncIterable<StoredEvent>): Promise<RunEvent | undefined> {
  let last: RunEvent | undefined;
  for await (const { event } of events) last = event;
  return last;
}
