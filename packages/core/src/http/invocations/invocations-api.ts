// What SageMaker asks of a container, around the run service: `/ping` and `/invocations`. The body is REST's,
// with the task's name in it, since a container has one address for all; so are the limits and the errors.
import { InferenceError } from "../../contract/inference-error.ts";
import { isJsonObject, type JsonObject } from "../../contract/json.ts";
import type { BatchRuns } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import { quote, typeName } from "../../tasks/field.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { acceptedType, replyTypes } from "../kit/accepted-type.ts";
import { answer, type FaceOptions, jsonResponse } from "../kit/answer.ts";
import { bodyLimits } from "../kit/read-bytes.ts";
import { readJsonBody } from "../kit/read-json-body.ts";
import { bodyReply } from "../rest/run-reply.ts";
import { type Readiness, readyReply } from "../rest/status-reply.ts";

interface InvocationsApiOptions extends FaceOptions {
  readonly runs: BatchRuns;
  readonly clock: Clock;
  /** Whether the models have loaded; that many runs wait is no reason to be replaced. */
  readonly readiness: () => Readiness;
  /** A name for the caller of each call. SageMaker alone calls, so shares of callers have no meaning here. */
  readonly nextCaller: () => string;
}

/** A container's two routes, for every method. */
export interface InvocationsApi {
  /** `GET /ping` */
  ping(request: Request): Promise<Response>;
  /** `POST /invocations` */
  invocations(request: Request): Promise<Response>;
}

/**
 * Makes the routes of a SageMaker container.
 * @example
 * const api = createInvocationsApi({ runs, clock: systemClock, readiness, nextCaller, … });
 * const response = await api.invocations(request);
 */
export function createInvocationsApi(options: InvocationsApiOptions): InvocationsApi {
  return {
    ping: (request) =>
      answer(options, request, {
        methods: ["GET", "HEAD"],
        reply: () => jsonResponse(readyReply(options.readiness())),
      }),
    invocations: (request) =>
      answer(options, request, {
        methods: ["POST"],
        reply: () => invocationReply(options, request),
      }),
  };
}

async function invocationReply(
  options: InvocationsApiOptions,
  request: Request,
): Promise<Response> {
  const type = acceptedType(request.headers.get("accept"), replyTypes);
  const context = { caller: options.nextCaller() };
  const body = await readJsonBody(request, bodyLimits(options, context));
  const { task, rest } = parseTask(body, options.runs.tasks);
  const form = type === "text/event-stream" ? "events" : "answer";
  // Nobody can come back for a run: whoever leaves, leaves it.
  return bodyReply(options, { request, task, context, form, body: rest, endsWithReader: true });
}

/** @throws InferenceError `invalid-input` or `unknown-task` */
function parseTask(
  body: unknown,
  tasks: readonly AnyTask[],
): { readonly task: AnyTask; readonly rest: JsonObject } {
  if (!isJsonObject(body)) {
    throw new InferenceError(
      "invalid-input",
      `The body is ${typeName(body)}. Send a JSON object with "task" and the task's fields.`,
    );
  }
  const { task: id, ...rest } = body;
  const task = tasks.find((known) => known.id === id);
  if (task) return { task, rest };
  const known = tasks.map((one) => `"${one.id}"`).join(", ");
  const isName = typeof id === "string";
  const sent = isName ? quote(id) : id === undefined ? "missing" : typeName(id);
  throw new InferenceError(
    isName ? "unknown-task" : "invalid-input",
    `The field "task" is ${sent}. Send one of ${known}.`,
    { field: "task" },
  );
}
