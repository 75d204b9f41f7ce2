// A browser's trace told in processor time: what each task had of a core, not how long it was underway. On a
// machine that others use, too, a task waits for its core in the middle; what the page itself costs stays.
import * as v from "valibot";

const eventSchema = v.looseObject({
  pid: v.number(),
  tid: v.number(),
  ph: v.string(),
  /** When it happened on the wall, in microseconds, and how long it lasted. */
  ts: v.number(),
  dur: v.optional(v.number()),
  /** The same by the thread's own clock, which runs only while the thread does. */
  tts: v.optional(v.number()),
  tdur: v.optional(v.number()),
});

/** What is read of a trace; everything else is handed on as it came. */
export const traceSchema = v.looseObject({ traceEvents: v.array(eventSchema) });

type TraceEvent = v.InferOutput<typeof eventSchema>;

interface Task {
  readonly ts: number;
  readonly end: number;
  readonly tts: number;
  readonly tdur: number;
}

/**
 * The trace with each task as long as it was on the processor, and what happened in it moved to where the
 * thread's own clock saw it. When a task began stays as it was.
 */
export function toProcessorTime(
  trace: v.InferOutput<typeof traceSchema>,
): v.InferOutput<typeof traceSchema> {
  const moved = new Map<TraceEvent, TraceEvent>();
  const threads = Map.groupBy(trace.traceEvents, ({ pid, tid }) => `${pid} ${tid}`);
  for (const events of threads.values()) moveThread(events, moved);
  const traceEvents = trace.traceEvents.map((event) => moved.get(event) ?? event);
  return { ...trace, traceEvents };
}

function moveThread(events: readonly TraceEvent[], moved: Map<TraceEvent, TraceEvent>): void {
  let task: Task | null = null;
  // Of two that begin at once the longer one holds the other.
  for (const event of events.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
    const { ts, dur, tts, tdur = 0 } = event;
    if (tts === undefined) continue;
    if (task !== null && ts < task.end) {
      moved.set(event, moveInto(task, event, tts));
    } else if (event.ph === "X" && dur !== undefined) {
      task = { ts, end: ts + dur, tts, tdur };
      moved.set(event, { ...event, dur: tdur });
    }
  }
}

function moveInto(task: Task, event: TraceEvent, tts: number): TraceEvent {
  const offset = Math.min(Math.max(tts - task.tts, 0), task.tdur);
  const ts = task.ts + offset;
  if (event.dur === undefined) return { ...event, ts };
  return { ...event, ts, dur: Math.min(event.tdur ?? 0, task.tdur - offset) };
}
