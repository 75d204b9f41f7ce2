// The queued way, which both clients use: join answers an id, the session's stream carries the rest.
import { InferenceError, toWireError, type WireError } from "../../contract/inference-error.ts";
import { newRunId } from "../../contract/run-id.ts";
import type { GradioServer } from "./gradio-server.ts";
import { eventFrame, failed } from "./messages.ts";
import { inputFromData } from "./payload.ts";
import { jsonResponse } from "../kit/answer.ts";
import { readJsonObject } from "../kit/read-json-body.ts";
import { SseStream } from "../kit/sse-stream.ts";
import type { ClientHabits, SessionEvent } from "./session.ts";
import { clientTraits } from "./client-traits.ts";
import { RunTranslation } from "./translate.ts";
import { isLastEvent, type RunEvent } from "../../contract/run-event.ts";
import type { Caller } from "../../runs/runs.ts";
import type { AnyTask } from "../../tasks/task.ts";

/** `POST /queue/join`: starts a run and answers its id. */
export async function join(
  server: GradioServer,
  request: Request,
  context: Caller,
): Promise<Response> {
  const body = await readJsonObject(request, server.bodyLimits(context));
  const { habits, showsRefusal } = clientTraits(request);
  const { fn_index: id, data } = body;
  const session = server.sessions.join(sessionHash(body["session_hash"]), context);
  const start = async () => {
    const task = server.taskOf((_, index) => index + 1 === id);
    const input = inputFromData(task, data, server.readUpload);
    const runId = await server.start({ request, context, task, input, body });
    return sessionEvent(server, { task, eventId: runId, habits });
  };
  const { eventId } = await session.join(
    () =>
      start().catch((error: unknown) => {
        const wire = toWireError(error);
        if (showsRefusal(wire.code)) throw error;
        server.seen(error);
        return refusedEvent(wire);
      }),
    habits,
  );
  return jsonResponse({ event_id: eventId });
}

/** `GET /queue/data`: the stream of a session, known or not. */
export function data(server: GradioServer, request: Request, context: Caller): Response {
  const hash = new URL(request.url).searchParams.get("session_hash");
  const session = server.sessions.listen(sessionHash(hash), context);
  const stream = new SseStream(request.signal);
  session.attach(stream, clientTraits(request).habits);
  return stream.response();
}

interface FiledEvent {
  readonly task: AnyTask;
  readonly eventId: string;
  readonly habits: ClientHabits;
}

function sessionEvent(server: GradioServer, { task, eventId, habits }: FiledEvent): SessionEvent {
  const { clock, runs } = server;
  const inputOf = () => server.inputOf(eventId);
  return {
    eventId,
    async deliver(send, signal) {
      const translation = new RunTranslation({ task, inputOf, clock });
      let last: RunEvent | null = null;
      try {
        for await (const { event } of runs.read(eventId, 0, signal)) {
          last = event;
          if (isCancelled(event)) await clock.wait(habits.holdCancelledMs, signal);
          for (const message of translation.next(event)) await send(eventFrame(eventId, message));
        }
      } catch (error) {
        throw server.seen(error);
      }
      // A run that vanished from the store in mid-read must not leave its client waiting.
      const isAtEnd = last !== null && isLastEvent(last);
      if (!isAtEnd && !signal.aborted) await send(eventFrame(eventId, vanished));
    },
  };
}

/** A run that was refused, told as one that failed. */
function refusedEvent({ code, message }: WireError): SessionEvent {
  const eventId = newRunId();
  return { eventId, deliver: (send) => send(eventFrame(eventId, failed(code, message))) };
}

function isCancelled(event: RunEvent): boolean {
  return event.type === "run-error" && event.error.code === "aborted";
}

const vanished = failed("unknown-run", "The run is not kept any more. Run the task again.");

const maxHashLength = 200;

function sessionHash(value: unknown): string {
  if (typeof value === "string" && value !== "" && value.length <= maxHashLength) return value;
  throw new InferenceError(
    "invalid-request",
    `The session_hash is missing or not a text of 1 to ${maxHashLength} characters. Send one of your own making.`,
  );
}
