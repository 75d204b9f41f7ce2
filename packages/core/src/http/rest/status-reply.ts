import { InferenceError } from "../../contract/inference-error.ts";
import { backendName, obstacleWords } from "../../contract/reason-words.ts";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import type { BackendState } from "../../router/rank-backends.ts";
import type { Runs } from "../../runs/runs.ts";
import type { FeedbackStore } from "./feedback-reply.ts";

/** Whether the server can answer a run now, and if not, why, in words. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly why: string };

interface StatusParts {
  readonly runs: Runs;
  readonly readiness: () => Readiness;
  readonly endpoint?: Endpoint;
  readonly feedback?: FeedbackStore;
}

/** The reply of `GET /api/v1/status`; `endpoint` is null where there is no large model. */
export function statusReply({ runs, readiness, endpoint, feedback }: StatusParts): object {
  return {
    ready: readiness().ready,
    backends: runs.backendStates().map(backendReply),
    tasks: runs.tasks.map(({ id, title }) => ({ id, title })),
    endpoint: endpoint?.status() ?? null,
    feedback: feedback !== undefined,
  };
}

function backendReply(state: BackendState): object {
  const { backend, role, available } = state;
  const whyFacts = state.available ? null : state.why;
  const why = whyFacts && obstacleWords(whyFacts);
  return { backend, role, name: backendName(state), available, why, whyFacts };
}

/**
 * The reply of `GET /readyz`.
 * @throws InferenceError `backend-unavailable` when it is not ready
 */
export function readyReply(readiness: Readiness): object {
  if (readiness.ready) return { status: "ready" };
  throw new InferenceError("backend-unavailable", `Not ready: ${readiness.why}. Ask again soon.`, {
    retryable: true,
    retryAfterMs: 1000,
  });
}
