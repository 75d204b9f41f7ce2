/** What of the browser's trace is needed to measure its tasks. */
export interface TraceEvent {
  readonly pid: number;
  readonly tid: number;
  /** The thread's name, on the event that tells it. */
  readonly threadName: string | null;
  /** How long a task worked; null on events that are no tasks. */
  readonly cpuMs: number | null;
}

interface RawEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The tasks and thread names in a piece of a trace. */
export function parseTraceEvents(value: unknown): readonly TraceEvent[] {
  return (value as readonly RawEvent[]).flatMap(({ name, ph, pid, tid, tdur, args }) => {
    const isTask = ph === "X" && name.endsWith("RunTask") && tdur !== undefined;
    const threadName = name === "thread_name" ? (args?.name ?? null) : null;
    if (!isTask && threadName === null) return [];
    return [{ pid, tid, threadName, cpuMs: isTask ? tdur / 1000 : null }];
  });
}
