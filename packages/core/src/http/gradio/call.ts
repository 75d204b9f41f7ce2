// The way of curl: a POST answers an id, a GET under that id streams the values and may be repeated.
import type { RunEvent } from "../../contract/run-event.ts";
import type { Caller } from "../../runs/runs.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { InferenceError, toWireError } from "../../contract/inference-error.ts";
import { withAnySignal } from "../../runtime/abort.ts";
import type { GradioServer } from "./gradio-server.ts";
import { failedOutput } from "./messages.ts";
import { outputValues, partialValues, streamsText } from "./outputs.ts";
import { inputFromData, inputFromNamed } from "./payload.ts";
import { jsonResponse } from "../kit/answer.ts";
import { readJsonObject } from "../kit/read-json-body.ts";
import { SseStream } from "../kit/sse-stream.ts";
import { stopping } from "./sessions.ts";
import { estimation, progressUnit } from "./translate.ts";

interface PostCall {
  readonly request: Request;
  readonly context: Caller;
  readonly taskId: string;
  /** True for `call/v2`: the body holds the fields by name. */
  readonly isNamed: boolean;
}

interface GetCall {
  readonly request: Request;
  readonly context: Caller;
  readonly taskId: string;
  readonly runId: string;
}

// What may stand beside a task's own fields.
const requestFields = new Set(["backend", "waitMs", "session_hash"]);

/** `POST /call/{name}` and `/call/v2/{name}`: starts a run and answers its id. */
export async function postCall(server: GradioServer, call: PostCall): Promise<Response> {
  const { request, context, taskId, isNamed } = call;
  if (server.stopped.signal.aborted) throw stopping();
  const task = server.taskOf(({ id }) => id === taskId);
  const body = await readJsonObject(request, server.bodyLimits(context));
  const named = Object.entries(body).filter(([name]) => !requestFields.has(name));
  const input = isNamed
    ? inputFromNamed(task, Object.fromEntries(named), server.readUpload)
    : inputFromData(task, body["data"], server.readUpload);
  const runId = await server.start({ request, context, task, input, body });
  return jsonResponse({ event_id: runId });
}

/** `GET /call/{name}/{event_id}`: what happened and happens; with `?wait=false`, where it stands as JSON. */
export async function getCall(
  server: GradioServer,
  { request, context, taskId, runId }: GetCall,
): Promise<Response> {
  const task = server.taskOf(({ id }) => id === taskId);
  await server.runs.checkAccess(runId, context);
  const run = await server.runs.snapshot(runId);
  if (run.taskId !== taskId) {
    throw new InferenceError("unknown-run", `There is no such run of ${taskId}. Check its id.`);
  }
  const translation = new CallTranslation(server, task, runId);
  if (new URL(request.url).searchParams.get("wait") === "false") {
    const frames = run.events.flatMap(({ event }) => translation.next(event) ?? []);
    const last = frames.findLast(({ event }) => event !== "queue" && event !== "progress");
    return jsonResponse({ status: last?.event ?? "pending", data: last?.data ?? null });
  }
  const stream = new SseStream(request.signal);
  void stream.keepAlive(frame({ event: "heartbeat", data: null }), server.clock);
  void streamRun(server, stream, { runId, translation });
  return stream.response();
}

async function streamRun(
  server: GradioServer,
  stream: SseStream,
  { runId, translation }: { runId: string; translation: CallTranslation },
): Promise<void> {
  const stopped = server.stopped.signal;
  try {
    await withAnySignal([stream.signal, stopped], async (signal) => {
      for await (const { event } of server.runs.read(runId, 0, signal)) {
        const next = translation.next(event);
        if (next) await stream.send(frame(next));
      }
    });
    if (stopped.aborted && !translation.isAtEnd) throw stopping();
  } catch (error) {
    const { message } = toWireError(server.seen(error));
    stream.push(frame({ event: "error", data: failedOutput(message) }));
  }
  stream.end();
}

interface CallFrame {
  readonly event: string;
  readonly data: unknown;
}

/** Run events → the events of a call, with whole values. */
class CallTranslation {
  readonly #server: GradioServer;
  readonly #task: AnyTask;
  readonly #runId: string;
  #text = "";
  isAtEnd = false;

  constructor(server: GradioServer, task: AnyTask, runId: string) {
    this.#server = server;
    this.#task = task;
    this.#runId = runId;
  }

  next(event: RunEvent): CallFrame | null {
    const task = this.#task;
    switch (event.type) {
      case "queue-update":
        return { event: "queue", data: estimation(event.position, event.expectedMs) };
      case "backend-start":
        this.#text = "";
        return null;
      case "progress":
        return { event: "progress", data: [progressUnit(event)] };
      case "text-delta":
        this.#text += event.text;
        if (!streamsText(task)) return null;
        return { event: "generating", data: partialValues(task, this.#text) };
      case "run-end": {
        const { output, run } = event;
        const input = this.#server.inputOf(this.#runId);
        this.isAtEnd = true;
        return { event: "complete", data: outputValues(task, { input, output, run }) };
      }
      case "run-error":
        this.isAtEnd = true;
        return { event: "error", data: failedOutput(event.error.message) };
    }
  }
}

function frame({ event, data }: CallFrame): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
