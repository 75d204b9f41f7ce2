// What the server says on a session's stream. The clients take exactly `data: <one line of JSON>` and
// a blank line; comments, `event:` lines and unknown kinds of messages end a Python job.
import type { Edit } from "./diff.ts";

/** How far a run is, as Gradio's progress bars show it. */
export interface ProgressUnit {
  readonly index: number;
  readonly length: number;
  readonly unit: string;
  /** 0 to 1, or null when the length is not known. */
  readonly progress: number | null;
  readonly desc: string;
}

/** The only keys that Python's client takes in a failed output; one more hides the message. */
export interface FailedOutput {
  readonly error: string;
  readonly visible: boolean;
  readonly duration: number;
  readonly title: string;
}

/** What is said about one event (a run); the first values of a stream are whole, later ones are edits. */
export type EventMessage =
  | {
      readonly msg: "estimation";
      /** 0 is next. */
      readonly rank: number;
      readonly queue_size: number;
      /** Seconds until the run starts. */
      readonly rank_eta: number | null;
    }
  | { readonly msg: "process_starts"; readonly eta: null }
  | { readonly msg: "progress"; readonly progress_data: readonly [ProgressUnit] }
  | {
      readonly msg: "log";
      readonly log: string;
      readonly level: "warning";
      readonly title: string;
      readonly duration: number;
      readonly visible: boolean;
    }
  | {
      readonly msg: "process_generating";
      readonly success: true;
      readonly time_limit: null;
      readonly output: {
        readonly data: readonly unknown[] | readonly (readonly Edit[])[];
        readonly is_generating: true;
        readonly duration: null;
        readonly average_duration: null;
      };
    }
  | Completed
  | Failed;

interface Completed {
  readonly msg: "process_completed";
  readonly success: true;
  readonly title: null;
  readonly used_cache: "full" | null;
  readonly cache_duration: null;
  /** Seconds of computing. */
  readonly avg_time: number | null;
  readonly output: CompletedOutput;
}

/** The values of a finished run. */
export interface CompletedOutput {
  /** Whole values, also after a stream of edits. */
  readonly data: readonly unknown[];
  readonly is_generating: false;
  readonly duration: number | null;
  readonly average_duration: number | null;
  readonly render_config: null;
  readonly changed_state_ids: readonly [];
}

/** What a finished run says about itself. */
interface RunFacts {
  /** Null when it was cancelled. */
  readonly computeMs: number | null;
  readonly cached: boolean;
}

interface Failed {
  readonly msg: "process_completed";
  readonly success: false;
  readonly title: string;
  readonly output: FailedOutput;
  /** For programs; outside `output`, where Python's client stumbles over it. */
  readonly code: string;
}

/** Keeps proxies from closing a silent stream. */
export const heartbeatFrame = frame({ msg: "heartbeat", event_id: null });

/** The only message after which a client opens a new stream; without it every later call hangs. */
export const closeStreamFrame = frame({ msg: "close_stream", event_id: null });

/** A message about one event as it goes over the wire. */
export function eventFrame(eventId: string, message: EventMessage): string {
  return frame({ ...message, event_id: eventId });
}

/** The message that an event has succeeded with these whole values. */
export function completed(data: readonly unknown[], run: RunFacts): EventMessage {
  const output = completedOutput(data, run);
  return {
    msg: "process_completed",
    success: true,
    title: null,
    used_cache: run.cached ? "full" : null,
    cache_duration: null,
    avg_time: output.average_duration,
    output,
  };
}

/** These whole values as the synchronous route answers them. */
export function completedOutput(
  data: readonly unknown[],
  { computeMs }: RunFacts,
): CompletedOutput {
  const seconds = computeMs === null ? null : computeMs / 1000;
  return {
    data,
    is_generating: false,
    duration: seconds,
    average_duration: seconds,
    render_config: null,
    changed_state_ids: [],
  };
}

/** The message that an event has failed; both clients show `message` to their user. */
export function failed(code: string, message: string, title = "Error"): EventMessage {
  return {
    msg: "process_completed",
    success: false,
    title,
    output: failedOutput(message, title),
    code,
  };
}

/** A failure as Gradio's toasts show it, for 10 s. */
export function failedOutput(message: string, title = "Error"): FailedOutput {
  return { error: message, visible: true, duration: 10, title };
}

/** The message that an event has a first value, or edits of the value before. */
export function generating(data: readonly unknown[]): EventMessage {
  return {
    msg: "process_generating",
    success: true,
    time_limit: null,
    output: { data, is_generating: true, duration: null, average_duration: null },
  };
}

function frame(message: object): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}
