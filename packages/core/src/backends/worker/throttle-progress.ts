import type { Progress } from "../../contract/run-event.ts";
import type { Clock } from "../../runtime/clock.ts";

/** How often a stage's progress is told: ten times a second moves a bar smoothly. */
export const progressIntervalMs = 100;

/** Passes on the first and the last report of each stage and, between them, one per interval. */
export function throttleProgress(
  clock: Clock,
  report: (progress: Progress) => void,
): (progress: Progress) => void {
  let stage: Progress["stage"] | null = null;
  let toldAtMs = 0;
  return (progress) => {
    const nowMs = clock.nowMs();
    const isEdge = progress.stage !== stage || progress.done >= progress.total;
    if (!isEdge && nowMs - toldAtMs < progressIntervalMs) return;
    stage = progress.stage;
    toldAtMs = nowMs;
    report(progress);
  };
}
