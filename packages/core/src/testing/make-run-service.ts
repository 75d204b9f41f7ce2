import type { Backend } from "../backends/backend.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { largeModelState } from "../router/large-model-state.ts";
import type { Availability } from "../router/rank-backends.ts";
import { Router } from "../router/router.ts";
import { MemoryRunStore } from "../runs/memory/memory-run-store.ts";
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
  /** The state of the large model; left out, that is always there. */
  readonly endpoint?: Endpoint;
}

/** A run service in memory, for tests of what stands before it. */
export function makeRunService(options: MakeOptions): RunService {
  const { tasks, backends, clock, endpoint, capacity = 1000 } = options;
  const { maxWaiting = 1000, maxPerCaller = 1000 } = options;
  const queue = new RunQueue({ clock, capacityOf: () => capacity, maxWaiting, maxPerCaller });
  const stateOf = ({ id, role }: Backend): Availability => {
    if (role !== "large" || !endpoint) return { available: true };
    return largeModelState(endpoint.status(), { waiting: queue.waitingFor(id), capacity });
  };
  return new RunService({
    tasks,
    clock,
    router: new Router({ backends, clock, stateOf }),
    store: new MemoryRunStore({ clock }),
    queue,
    ...(endpoint ? { endpoint } : {}),
  });
}
