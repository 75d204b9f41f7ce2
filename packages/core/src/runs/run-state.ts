// A run as a face shows it: a pure fold of its events.
import type { WireError } from "../errors/inference-error.ts";
import type { BackendId } from "../backends/backend.ts";
import type { JsonObject } from "../tasks/json.ts";
import type { Progress, RunEvent, RunInfo } from "./run-event.ts";

/** Where a run stands; each status has just the facts that belong to it. */
export type RunState =
  | { readonly status: "idle" }
  | { readonly status: "queued"; readonly position: number; readonly expectedMs: number | null }
  | {
      readonly status: "running";
      readonly backend: BackendId;
      readonly text: string;
      readonly progress: Progress | null;
    }
  | { readonly status: "done"; readonly output: JsonObject; readonly run: RunInfo }
  | { readonly status: "cancelled" }
  | { readonly status: "failed"; readonly error: WireError };

/** The state after one more event. */
export function nextRunState(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case "queue-update":
      // A backend's own queue does not take back what is already running with text.
      if (state.status === "running" && state.text !== "") return state;
      return { status: "queued", position: event.position, expectedMs: event.expectedMs };
    case "backend-start":
      return { status: "running", backend: event.backend, text: "", progress: null };
    case "progress": {
      const { stage, done, total, unit } = event;
      return { ...running(state), progress: { stage, done, total, unit } };
    }
    case "text-delta": {
      const before = running(state);
      return { ...before, text: before.text + event.text };
    }
    case "run-end":
      return { status: "done", output: event.output, run: event.run };
    case "run-error":
      return event.error.code === "aborted"
        ? { status: "cancelled" }
        : { status: "failed", error: event.error };
  }
}

function running(state: RunState): Extract<RunState, { status: "running" }> {
  if (state.status === "running") return state;
  return { status: "running", backend: "remote", text: "", progress: null };
}
