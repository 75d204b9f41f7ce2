import type { RunObserver } from "@pilotlight/core/server";
import type { Log } from "./log.ts";

/** Logs how each input ended and what was refused; never what it was. */
export function loggedRuns(log: Log): RunObserver {
  return {
    ended: ({ runId, task, isPart, end, backend }) => {
      const facts = { runId, task: task.id, backend, ...(isPart ? { isPart } : {}) };
      if (end.type === "run-error") {
        log.debug("run failed", { ...facts, code: end.error.code });
        return;
      }
      const { cached, queueMs, computeMs } = end.run;
      log.debug("run ended", { ...facts, cached, queueMs, computeMs });
    },
    refused: (task, code) => {
      log.debug("run refused", { task: task.id, code });
    },
  };
}
