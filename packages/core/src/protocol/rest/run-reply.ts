// The reply to `POST /api/v1/{task}`: one output, a batch of them, or the events of the run.
import { InferenceError } from "../../errors/inference-error.ts";
import type { RunService } from "../../runs/run-service.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { acceptedType } from "./accepted-type.ts";
import { jsonResponse } from "./answer.ts";
import { eventStreamResponse } from "./event-stream.ts";
import { toProblem } from "./problem.ts";
import { readJsonBody } from "./read-json-body.ts";
import { batchRunInfo, runBatch } from "./run-batch.ts";
import { parseRunBody, type RunBody } from "./run-body.ts";
import { runToEnd } from "./run-to-end.ts";

interface RunReplyOptions {
  readonly runService: RunService;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
}

/** Reads the request, runs the task and replies as the caller accepts it. */
export async function runReply(
  options: RunReplyOptions,
  request: Request,
  task: AnyTask,
): Promise<Response> {
  const type = acceptedType(request.headers.get("accept"), [
    "application/json",
    "text/event-stream",
  ]);
  const body = parseRunBody(await readJsonBody(request, options.maxBodyBytes));
  if (body.kind === "batch") {
    if (type === "text/event-stream") throw batchAsEvents();
    return batchReply(options, request, { task, body });
  }
  const input = task.parseInput(body.input);
  const { choice } = body.options;
  const reader = new AbortController();
  const signal = AbortSignal.any([request.signal, reader.signal]);
  const events = options.runService.run({ task, input, choice, signal });
  if (type === "text/event-stream") {
    const onCancel = () => {
      reader.abort();
    };
    return eventStreamResponse(events, { clock: options.clock, onCancel });
  }
  const { output, run } = await runToEnd(events);
  return jsonResponse({ ...output, run });
}

async function batchReply(
  { runService, clock }: RunReplyOptions,
  { signal }: Request,
  { task, body }: { task: AnyTask; body: Extract<RunBody, { kind: "batch" }> },
): Promise<Response> {
  const startedAtMs = clock.nowMs();
  const { inputs, options } = body;
  const placeOf = (index: number, field: string | undefined) =>
    field === undefined ? `inputs[${index}]` : `inputs[${index}].${field}`;
  const items = await runBatch(runService, { task, inputs, placeOf, options, signal });
  return jsonResponse({
    outputs: items.map((item) => (item.ok ? item.end.output : toProblem(item.error))),
    run: batchRunInfo(items, clock.nowMs() - startedAtMs),
  });
}

function batchAsEvents(): InferenceError {
  return new InferenceError(
    "not-acceptable",
    'A batch is answered as one JSON object. Ask for "application/json", or send one input.',
  );
}
