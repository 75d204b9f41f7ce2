// The synchronous way: one request, one answer.
import type { Caller } from "../../runs/runs.ts";
import { isAbort } from "../../contract/inference-error.ts";
import { cancelRun } from "../../runs/cancel-run.ts";
import { runToEnd } from "../../runs/run-to-end.ts";
import { jsonResponse } from "../kit/answer.ts";
import { readJsonObject } from "../kit/read-json-body.ts";
import { idempotencyKeyOf } from "../kit/wish.ts";
import { withAnySignal } from "../../runtime/abort.ts";
import type { GradioServer } from "./gradio-server.ts";
import { completedOutput } from "./messages.ts";
import { outputValues } from "./outputs.ts";
import { inputFromData } from "./payload.ts";
import { stopping } from "./sessions.ts";

interface RunCall {
  readonly request: Request;
  readonly context: Caller;
  readonly taskId: string;
}

/** `POST /run/{name}`: runs and answers the values. The body's `fn_index` wins over the name. */
export async function run(server: GradioServer, call: RunCall): Promise<Response> {
  const { request, context, taskId } = call;
  if (server.stopped.signal.aborted) throw stopping();
  const body = await readJsonObject(request, server.bodyLimits(context));
  const { fn_index: number, data } = body;
  const task = server.taskOf(({ id }, index) =>
    typeof number === "number" ? index + 1 === number : id === taskId,
  );
  const input = inputFromData(task, data, server.readUpload);
  const runId = await server.start({ request, context, task, input, body });
  const { output, run } = await endOf(server, call, runId);
  return jsonResponse(completedOutput(outputValues(task, { input, output, run }), run));
}

async function endOf(server: GradioServer, { request, context }: RunCall, runId: string) {
  const stopped = server.stopped.signal;
  try {
    return await withAnySignal([request.signal, stopped], (signal) =>
      runToEnd(server.runs, runId, signal),
    );
  } catch (error) {
    if (!isAbort(error)) throw error;
    if (!request.signal.aborted && stopped.aborted) throw stopping();
    // Nobody has the id of this run, so nobody can come back for it, unless he chose a key.
    const isKeyed = idempotencyKeyOf(request) !== undefined;
    if (request.signal.aborted && !isKeyed) await cancelRun(server.runs, runId, context);
    throw error;
  }
}
