// The life of an endpoint that scales to zero, as a pure function of time: nothing here waits. Whoever
// looks first moves the capacity on to the present, through every step that was due by then.
import type { Durations } from "./durations.ts";

/** How many instances and copies there are and are wanted, and when the next steps are due. */
export interface Capacity {
  readonly desiredCopies: number;
  readonly currentCopies: number;
  readonly instances: number;
  /** True while an invocation is being answered: nothing goes idle then. */
  readonly isBusy: boolean;
  /** When each step comes, in ms of the endpoint's own time; a step that is not listed is not due. */
  readonly due: Readonly<Partial<Record<Step, number>>>;
}

/** What happens to an endpoint by itself as time passes. */
export type Step = "alarm" | "instance" | "copy" | "idle" | "release";

/** Where an endpoint stands, in one word. */
export type Phase =
  | "cold"
  /** A call found no capacity; the alarm has not ordered a copy yet. */
  | "alarm"
  | "starting-instance"
  | "starting-copy"
  | "warm"
  /** No copy answers any more, and the instance still runs. */
  | "releasing-instance";

/** What a change of the capacity needs to know. */
export interface Moment {
  readonly nowMs: number;
  readonly durations: Durations;
}

/** An endpoint that has been as it is for long. */
export function startCapacity(start: "cold" | "warm", moment: Moment): Capacity {
  const copies = start === "warm" ? 1 : 0;
  const capacity = {
    desiredCopies: copies,
    currentCopies: copies,
    instances: copies,
    isBusy: false,
    due: {},
  };
  return settle(capacity, moment);
}

/** The capacity at a later moment, after every step that was due by then, in order. */
export function advance(capacity: Capacity, { nowMs, durations }: Moment): Capacity {
  let current = capacity;
  for (;;) {
    const next = firstDue(current);
    if (!next || next.atMs > nowMs) return current;
    const changed = {
      ...current,
      ...changeOf(next.step, current),
      due: without(current, next.step),
    };
    current = settle(changed, { nowMs: next.atMs, durations });
  }
}

/** A call found no copy: the alarm is raised, unless it is or a copy is already ordered. */
export function missCapacity(capacity: Capacity, { nowMs, durations }: Moment): Capacity {
  if (capacity.desiredCopies > 0 || capacity.due.alarm !== undefined) return capacity;
  return { ...capacity, due: { ...capacity.due, alarm: nowMs + durations.alarmMs } };
}

/** As many copies are ordered as named; 0 sends it to sleep. */
export function orderCopies(capacity: Capacity, copies: number, moment: Moment): Capacity {
  return settle({ ...capacity, desiredCopies: copies, due: without(capacity, "alarm") }, moment);
}

/** An invocation began or the last one ended: the idle time starts over. */
export function noteActivity(capacity: Capacity, isBusy: boolean, moment: Moment): Capacity {
  return settle({ ...capacity, isBusy, due: without(capacity, "idle") }, moment);
}

/** Where the endpoint stands. */
export function phaseOf({ desiredCopies, currentCopies, instances, due }: Capacity): Phase {
  if (currentCopies > 0) return "warm";
  if (desiredCopies > 0) return instances < desiredCopies ? "starting-instance" : "starting-copy";
  if (due.alarm !== undefined) return "alarm";
  return instances > 0 ? "releasing-instance" : "cold";
}

/** The step that comes next, if any does. */
export function firstDue({ due }: Capacity): { step: Step; atMs: number } | undefined {
  const steps: readonly Step[] = ["alarm", "instance", "copy", "idle", "release"];
  const listed = steps.flatMap((step) => {
    const atMs = due[step];
    return atMs === undefined ? [] : [{ step, atMs }];
  });
  return listed.toSorted((a, b) => a.atMs - b.atMs)[0];
}

function without({ due }: Capacity, step: Step): Capacity["due"] {
  return Object.fromEntries(Object.entries(due).filter(([name]) => name !== step));
}

function changeOf(step: Step, { desiredCopies }: Capacity): Partial<Capacity> {
  switch (step) {
    case "alarm":
      return { desiredCopies: Math.max(1, desiredCopies) };
    case "instance":
    case "release":
      return { instances: desiredCopies };
    case "copy":
      return { currentCopies: desiredCopies };
    case "idle":
      return { desiredCopies: 0 };
  }
}

// Lists the steps that the numbers call for, keeps those already listed at their time, and drops the
// others. Copies that are not wanted any more go at once, and before the instances that they ran on.
function settle(capacity: Capacity, { nowMs, durations }: Moment): Capacity {
  const { desiredCopies, instances, isBusy, due } = capacity;
  const currentCopies = Math.min(capacity.currentCopies, desiredCopies);
  const isMissing = currentCopies < desiredCopies;
  const calledFor = {
    instance: isMissing && instances < desiredCopies && durations.instanceStartMs,
    copy: isMissing && instances >= desiredCopies && durations.copyStartMs,
    idle: !isMissing && currentCopies > 0 && !isBusy && durations.idleMs,
    release: instances > desiredCopies && durations.instanceReleaseMs,
  };
  const listed: Partial<Record<Step, number>> = {};
  for (const step of ["instance", "copy", "idle", "release"] as const) {
    const ms = calledFor[step];
    if (ms !== false) listed[step] = due[step] ?? nowMs + ms;
  }
  if (due.alarm !== undefined) listed.alarm = due.alarm;
  return { ...capacity, currentCopies, due: listed };
}
