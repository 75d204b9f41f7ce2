import { type RunState, nextRunState } from "../../contract/run-state.ts";
import { fromWireError } from "../../contract/inference-error.ts";
import type { RunSnapshot } from "../../runs/run-store.ts";
import { toProblem } from "../kit/problem.ts";

/** A run as it stands, as `GET /api/v1/runs/{id}` tells it; OpenAPI's `RunStatus`. */
export function runStatus({ runId, taskId, events }: RunSnapshot): object {
  let state: RunState = { status: "idle" };
  for (const { event } of events) state = nextRunState(state, event);
  return { id: runId, task: taskId, ...facts(state) };
}

function facts(state: RunState): object {
  if (state.status === "idle") return { status: "queued", position: 0, expectedMs: null };
  if (state.status === "queued" || state.status === "running") {
    const { by, ...told } = state;
    return { ...told, ...by };
  }
  if (state.status !== "failed") return state;
  return { status: "failed", error: toProblem(fromWireError(state.error)) };
}
