import { InferenceError } from "../../errors/inference-error.ts";
import { backendNames } from "../../router/rank-backends.ts";
import type { Runs } from "../../runs/runs.ts";

/** Whether the server can answer a run now, and if not, why, in words. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly why: string };

/** The reply of `GET /api/v1/status`. */
export function statusReply(runs: Runs, readiness: Readiness): object {
  return {
    ready: readiness.ready,
    backends: runs.backendStates().map(({ backend, available, why }) => ({
      backend,
      name: backendNames[backend],
      available,
      why: why ?? null,
    })),
    tasks: runs.tasks.map(({ id, title }) => ({ id, title })),
  };
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
