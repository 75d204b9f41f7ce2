// A run as a face shows it: a pure fold of its events.
import type { WireError } from "./inference-error.ts";
import type { BackendRef } from "./backend-id.ts";
import type { JsonObject } from "./json.ts";
import type { Progress, RoutedEvent, RunEvent, RunInfo } from "./run-event.ts";

/** Where a run stands; each status has just the facts that belong to it. */
export type RunState =
  | { readonly status: "idle" }
  | ({
      readonly status: "queued";
      readonly position: number;
      readonly expectedMs: number | null;
      /** Whose line it is, once a backend was chosen. */
      readonly by?: BackendRef;
      /** How far the wake of the large model is, for a run that waits until it can get in line there. */
      readonly waking?: Progress;
    } & Connected)
  | ({
      readonly status: "running";
      /** The backend that works on it. */
      readonly by: BackendRef;
      readonly text: string;
      readonly progress: Progress | null;
    } & Connected)
  | { readonly status: "done"; readonly output: JsonObject; readonly run: RunInfo }
  | { readonly status: "cancelled" }
  | { readonly status: "failed"; readonly error: WireError };

interface Connected {
  /** True while the page has lost its server and looks for the run there. */
  readonly isReconnecting?: boolean;
}

/** The state after one more event; one that comes out of order leaves the state as it is. */
export function nextRunState(state: RunState, event: RoutedEvent): RunState {
  switch (event.type) {
    case "queue-update":
      return queued(state, event);
    case "backend-start":
      return started({ backend: event.backend, role: event.role });
    case "progress":
      return progressed(state, event);
    case "text-delta": {
      const before = running(state);
      return before ? { ...before, text: before.text + event.text } : state;
    }
    case "connection-update":
      return state.status === "queued" || state.status === "running"
        ? { ...state, isReconnecting: event.isLost }
        : state;
    case "run-end":
      return { status: "done", output: event.output, run: event.run };
    case "run-error":
      return event.error.code === "aborted"
        ? { status: "cancelled" }
        : { status: "failed", error: event.error };
  }
}

function queued(state: RunState, event: Extract<RunEvent, { type: "queue-update" }>): RunState {
  // A line behind a backend does not take back text that is shown already.
  if (state.status === "running" && state.text !== "") return state;
  const { position, expectedMs } = event;
  const by = state.status === "running" || state.status === "queued" ? state.by : undefined;
  if (by === undefined) return { status: "queued", position, expectedMs };
  return position === 0 ? started(by) : { status: "queued", position, expectedMs, by };
}

function progressed(state: RunState, event: Extract<RunEvent, { type: "progress" }>): RunState {
  const { stage, done, total, unit } = event;
  const progress = { stage, done, total, unit };
  const before = running(state);
  if (before) return { ...before, progress };
  const isWaiting = state.status === "idle" || state.status === "queued";
  if (stage !== "waking" || !isWaiting) return state;
  const leftMs = Math.max(0, total - done) * 1000;
  if (state.status === "idle") {
    return { status: "queued", position: 1, expectedMs: leftMs, waking: progress };
  }
  // Behind others it takes longer than the wake, by what was told with the place.
  const passedMs = (done - (state.waking?.done ?? done)) * 1000;
  const expectedMs = Math.max(leftMs, (state.expectedMs ?? 0) - passedMs);
  return { ...state, expectedMs, waking: progress };
}

function running(state: RunState): Extract<RunState, { status: "running" }> | null {
  if (state.status === "running") return state;
  if (state.status === "queued" && state.by !== undefined) return started(state.by);
  return null;
}

function started(by: BackendRef): Extract<RunState, { status: "running" }> {
  return { status: "running", by, text: "", progress: null };
}
