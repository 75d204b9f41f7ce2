// `POST /api/v1/feedback`: a person says what an answer is worth, for who runs this server.
import { InferenceError } from "../../contract/inference-error.ts";
import type { BatchRuns, Caller } from "../../runs/runs.ts";
import type { ByteBudget } from "../../runtime/byte-budget.ts";
import { acceptedType } from "../kit/accepted-type.ts";
import { jsonResponse } from "../kit/answer.ts";
import { bodyLimits } from "../kit/read-bytes.ts";
import { readJsonBody } from "../kit/read-json-body.ts";
import { type AnswerFeedback, parseFeedback } from "./feedback-body.ts";

/** Where a server keeps what people think of its answers. */
export interface FeedbackStore {
  /** @throws InferenceError `storage-full` when it takes no more, or no more of this caller's */
  add(feedback: AnswerFeedback, caller: string): Promise<void>;
}

interface FeedbackReplyOptions {
  readonly runs: Pick<BatchRuns, "tasks">;
  readonly maxBodyBytes: number;
  readonly budget?: ByteBudget;
  readonly feedback?: FeedbackStore;
}

/**
 * The word that it is kept, with 201.
 * @throws InferenceError `unknown-route` where none is taken, what the store throws, or what is wrong
 * with the request
 */
export async function feedbackReply(
  options: FeedbackReplyOptions,
  request: Request,
  context: Caller,
): Promise<Response> {
  const { runs, feedback } = options;
  if (!feedback) {
    throw new InferenceError(
      "unknown-route",
      "This server takes no feedback. Set FEEDBACK_PATH to the file that it shall be kept in.",
    );
  }
  acceptedType(request.headers.get("accept"), ["application/json"]);
  const body = await readJsonBody(request, bodyLimits(options, context));
  await feedback.add(parseFeedback(runs.tasks, body), context.caller);
  return jsonResponse({ status: "kept" }, { status: 201 });
}
