import * as v from "valibot";
import {
  type ErrorCode,
  errorCodes,
  fromWireError,
  InferenceError,
  wireErrorSchema,
} from "../../contract/inference-error.ts";

const problem = v.object({
  code: v.optional(v.picklist(errorCodes)),
  detail: v.optional(v.string()),
  field: v.optional(v.string()),
  size: v.optional(v.number()),
  limit: v.optional(v.number()),
  retryAfterMs: v.optional(v.number()),
});

// The Gradio routes send the whole error beside what Gradio's clients read.
const withProblem = v.object({ problem: wireErrorSchema });

/** The error of a reply that is not a success: its problem+json, or what the status alone tells. */
export async function decodeProblem(response: Response): Promise<InferenceError> {
  const { status } = response;
  const reply: unknown = await response.json().catch(() => null);
  const whole = v.safeParse(withProblem, reply);
  if (whole.success) {
    const { problem } = whole.output;
    return fromWireError({ ...problem, retryable: problem.retryable || isRetryable(status) });
  }
  const body = v.safeParse(problem, reply);
  const { code, detail, ...details } = body.success ? body.output : {};
  const retryAfterMs = details.retryAfterMs ?? retryAfterHeaderMs(response);
  return new InferenceError(
    code ?? codeOf(status),
    detail ?? `The server answered ${status} without a reason. Try again in a moment.`,
    {
      ...details,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      retryable: isRetryable(status),
    },
  );
}

function codeOf(status: number): ErrorCode {
  if (status === 429 || status === 503) return "overloaded";
  return status < 500 ? "invalid-input" : "backend-failed";
}

// A server that fails says nothing about this device, which may do better.
function isRetryable(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

function retryAfterHeaderMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
