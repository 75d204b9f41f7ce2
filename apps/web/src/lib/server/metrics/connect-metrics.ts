// The figures of this server, where a setting asks for them, and who hears of each run's end.
import { METRICS_PORT, METRICS_TOKEN } from "$app/env/private";
import { type Backend, tasks } from "@pilotlight/core";
import type { MemoryResultCache, RunObserver, RunQueue } from "@pilotlight/core/server";
import type { LargeModel } from "../large-model.ts";
import type { Log } from "../log.ts";
import { loggedRuns } from "../logged-runs.ts";
import { warmUpCaller } from "../readiness.ts";
import { type LateMetrics, loadMetrics } from "./late-metrics.ts";

interface MeasuredParts {
  readonly cache: MemoryResultCache | null;
  readonly queue: RunQueue;
  readonly large: LargeModel | null;
  readonly backends: readonly Backend[];
  readonly version: string;
  readonly onFault: (error: unknown) => void;
}

/** The figures; null where neither a port nor a token is set for them, so that nothing of them is loaded. */
export function connectMetrics(parts: MeasuredParts): LateMetrics | null {
  if (METRICS_PORT === undefined && METRICS_TOKEN === undefined) return null;
  const { cache, queue, large, backends, version, onFault } = parts;
  const lines = backends.map(({ id }) => ({ id, waiting: () => queue.waitingFor(id) }));
  const load = async () =>
    (await import("./metrics.ts")).createMetrics({
      ...{ version, taskIds: tasks.map(({ id }) => id), backends: lines },
      ...{ endpoint: large?.endpoint ?? null, cache, onFault },
    });
  return loadMetrics(load, onFault);
}

/** The log, and the figures where there are some. */
export function observersOf(log: Log, metrics: LateMetrics | null): RunObserver {
  const logged = loggedRuns(log);
  return {
    ended: (run) => {
      // Nobody asked for it.
      if (run.caller === warmUpCaller) return;
      logged.ended(run);
      metrics?.observer.ended(run);
    },
    refused: (task, code) => {
      logged.refused(task, code);
      metrics?.observer.refused(task, code);
    },
  };
}
