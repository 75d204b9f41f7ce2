// What is told of runs to those who count them: each input at its end, and each request that was refused.
import type { BackendId } from "../contract/backend-id.ts";
import type { ErrorCode } from "../contract/inference-error.ts";
import type { JsonObject } from "../contract/json.ts";
import type { RunEvent } from "../contract/run-event.ts";
import type { Clock } from "../runtime/clock.ts";
import type { AnyTask } from "../tasks/task.ts";

/** An input that came to its end, alone or as a piece of a batch. */
export interface EndedRun {
  /** The run's id; all pieces of a batch have the batch's. */
  readonly runId: string;
  readonly task: AnyTask;
  readonly caller: string;
  readonly input: JsonObject;
  readonly isPart: boolean;
  readonly end: Extract<RunEvent, { type: "run-end" | "run-error" }>;
  /** The backend that worked on it last; null where none had begun. */
  readonly backend: BackendId | null;
  /** How long the first piece of text took; null where none came before the end. */
  readonly firstDeltaMs: number | null;
}

/** Hears of runs. It never throws, and nothing waits for it. */
export interface RunObserver {
  ended(run: EndedRun): void;
  /** A run or a batch that was not let in. */
  refused(task: AnyTask, code: ErrorCode): void;
}

interface ObservedRun extends Pick<EndedRun, "runId" | "task" | "caller" | "input" | "isPart"> {
  readonly observer: RunObserver;
  readonly clock: Clock;
  readonly write: (event: RunEvent) => Promise<void>;
}

/** Writes events as `write` does, and tells the observer of the last. */
export function observedWrite({ observer, clock, write, ...run }: ObservedRun) {
  const askedAtMs = clock.nowMs();
  let firstDeltaMs: number | null = null;
  let backend: BackendId | null = null;
  return (event: RunEvent): Promise<void> => {
    if (event.type === "backend-start") backend = event.backend;
    if (event.type === "text-delta") firstDeltaMs ??= clock.nowMs() - askedAtMs;
    if (event.type === "run-end" || event.type === "run-error") {
      observer.ended({ ...run, end: event, backend, firstDeltaMs });
    }
    return write(event);
  };
}
