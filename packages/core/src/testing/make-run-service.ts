import type { Backend } from "../backends/backend.ts";
import { Router } from "../router/router.ts";
import { MemoryRunStore } from "../runs/memory-run-store.ts";
import { RunQueue } from "../runs/run-queue.ts";
import { RunService } from "../runs/run-service.ts";
import type { Clock } from "../runtime/clock.ts";
import type { AnyTask } from "../tasks/task.ts";

/** The limits of a queue; left out, each is far away. */
export interface QueueLimits {
  readonly capacity?: number;
  readonly maxWaiting?: number;
  readonly maxPerCaller?: number;
}

interface MakeOptions extends QueueLimits {
  readonly tasks: readonly AnyTask[];
  readonly backends: readonly Backend[];
  readonly clock: Clock;
}

/** A run service in memory, for tests of what stands before it. */
export function makeRunService(options: MakeOptions): RunService {
  const { tasks, backends, clock, capacity = 1000 } = options;
  const { maxWaiting = 1000, maxPerCaller = 1000 } = options;
  return new RunService({
    tasks,
    clock,
    router: new Router({ backends, clock }),
    store: new MemoryRunStore({ clock }),
    queue: new RunQueue({ clock, capacityOf: () => capacity, maxWaiting, maxPerCaller }),
  });
}
