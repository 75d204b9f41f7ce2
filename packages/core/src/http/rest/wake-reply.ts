// `POST /api/v1/wake`: a person, or a task's run by policy, asks for the large model.
import type { Endpoint, WakeRequest } from "../../endpoint/endpoint.ts";
import { InferenceError } from "../../contract/inference-error.ts";
import type { BatchRuns, Caller } from "../../runs/runs.ts";
import type { ByteBudget } from "../../runtime/byte-budget.ts";
import { quote, typeName } from "../../tasks/field.ts";
import { isJsonObject } from "../../contract/json.ts";
import { acceptedType } from "../kit/accepted-type.ts";
import { jsonResponse } from "../kit/answer.ts";
import { bodyLimits } from "../kit/read-bytes.ts";
import { checkMediaType, readJsonBody } from "../kit/read-json-body.ts";

interface WakeReplyOptions {
  readonly runs: BatchRuns;
  readonly maxBodyBytes: number;
  readonly budget?: ByteBudget;
  readonly endpoint?: Endpoint;
}

/**
 * The endpoint's status after the wake was asked for, with 202: it takes minutes.
 * @throws InferenceError `unknown-route` where there is no large model, what `Endpoint.wake` throws, or
 * what is wrong with the request
 */
export async function wakeReply(
  options: WakeReplyOptions,
  request: Request,
  context: Caller,
): Promise<Response> {
  const { runs, endpoint } = options;
  const { isKnownCaller = false } = context;
  if (!endpoint) {
    throw new InferenceError(
      "unknown-route",
      "This server has no large model to wake. Set SAGEMAKER_ENDPOINT and SAGEMAKER_INFERENCE_COMPONENT, LARGE_MODEL_URL and LARGE_MODEL_NAME, or LARGE_MODEL_GRADIO, to give it one.",
    );
  }
  acceptedType(request.headers.get("accept"), ["application/json"]);
  // Without a body it is a person's wish; a form is none, even an empty one.
  if (request.headers.has("content-type")) checkMediaType(request.headers);
  const limits = bodyLimits(options, context);
  const body = request.body === null ? {} : await readJsonBody(request, limits);
  const by = askerOf(runs, body);
  const status = await endpoint.wake({ by, isKnownCaller });
  return jsonResponse({ endpoint: status }, { status: 202 });
}

function askerOf({ tasks }: BatchRuns, body: unknown): WakeRequest["by"] {
  if (!isJsonObject(body)) {
    throw invalid(
      `The body is ${typeName(body)}. Send an object such as {"task": "summarization"}, or none.`,
    );
  }
  const stray = Object.keys(body).find((name) => name !== "task");
  if (stray !== undefined) {
    const field = stray.slice(0, 100).toWellFormed();
    throw invalid(`The field ${quote(stray)} is not known here. Send "task" or nothing.`, field);
  }
  const task: unknown = "task" in body ? body.task : undefined;
  if (task === undefined || task === null) return "person";
  const known = tasks.find(({ id }) => id === task);
  if (known) return { taskId: known.id, wakesLargeModel: known.wakesLargeModel };
  const sent = typeof task === "string" ? quote(task) : typeName(task);
  const ids = tasks.map(({ id }) => `"${id}"`).join(", ");
  throw invalid(`The field "task" is ${sent}. Send one of ${ids}, or leave it out.`, "task");
}

function invalid(message: string, field?: string): InferenceError {
  return new InferenceError("invalid-input", message, field === undefined ? {} : { field });
}
