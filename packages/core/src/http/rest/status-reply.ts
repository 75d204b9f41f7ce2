import { InferenceError } from "../../contract/inference-error.ts";
import { backendName } from "../../router/rank-backends.ts";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import type { Runs } from "../../runs/runs.ts";

/** Whether the server can answer a run now, and if not, why, in words. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly why: string };

interface StatusParts {
  readonly runs: Runs;
  readonly readiness: () => Readiness;
  readonly endpoint?: Endpoint;
}

/** The reply of `GET /api/v1/status`; `endpoint` is null where there is no large model. */
export function statusReply({ runs, readiness, endpoint }: StatusParts): object {
  return {
    ready: readiness().ready,
    backends: runs.backendStates().map(({ backend, role, available, why }) => ({
      backend,
      role,
      name: backendName({ backend, role }),
      available,
      why: why ?? null,
    })),
    tasks: runs.tasks.map(({ id, title }) => ({ id, title })),
    endpoint: endpoint?.status() ?? null,
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
