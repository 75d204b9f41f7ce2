// How long a run will take, from how long others took here: pure.
import type { AnyTask, JsonObject } from "@pilotlight/core";
import type { AnsweredBy } from "../sessions/task-run.svelte.ts";

/** What computes a run; each has a speed of its own. */
type ComputedBy = "large" | "device" | "server";

/** What the time of a run hangs on. */
export interface RunSize {
  readonly taskId: string;
  readonly computedBy: ComputedBy;
  /** The switches that were on: some multiply the work. */
  readonly switches: string;
  readonly characters: number;
}

/** A run that was measured. */
export interface RunTime extends RunSize {
  readonly computeMs: number;
}

interface MeasuredRun {
  readonly task: Pick<AnyTask, "id">;
  readonly input: JsonObject;
  readonly run: Pick<AnsweredBy, "backend" | "role" | "cached" | "computeMs">;
}

// Below this, a run's time is that of its start.
const leastCharacters = 1_000;
const mostRuns = 8;

/** What a run tells of the time of others; null for one that was not computed. */
export function runTimeOf({ task, input, run }: MeasuredRun): RunTime | null {
  if (run.cached) return null;
  const computedBy =
    run.role === "large" ? "large" : run.backend === "browser" ? "device" : "server";
  return { ...sizeOf(task, input, computedBy), computeMs: run.computeMs };
}

/** The size of a run on an input. */
export function sizeOf(
  { id }: Pick<AnyTask, "id">,
  input: JsonObject,
  computedBy: ComputedBy,
): RunSize {
  const values = Object.entries<unknown>({ ...input });
  return {
    taskId: id,
    computedBy,
    switches: values.flatMap(([name, value]) => (value === true ? name : [])).join(),
    characters: values.reduce(
      (sum, [, value]) => sum + (typeof value === "string" ? value.length : 0),
      0,
    ),
  };
}

/** The time that a run will take, by the median speed of the latest like it; null when none tell. */
export function expectedMs(times: readonly RunTime[], size: RunSize): number | null {
  const rates = times
    .filter(
      ({ taskId, computedBy, switches, characters }) =>
        taskId === size.taskId &&
        computedBy === size.computedBy &&
        switches === size.switches &&
        characters >= leastCharacters,
    )
    .slice(-mostRuns)
    .map(({ computeMs, characters }) => computeMs / characters)
    .toSorted((left, right) => left - right);
  const median = rates[Math.floor(rates.length / 2)];
  return median === undefined ? null : median * size.characters;
}
