import type { Backend } from "../backends/backend.ts";
import type { BackendRef } from "../contract/backend-id.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { largeModelState } from "../router/large-model-state.ts";
import type { Availability } from "../router/rank-backends.ts";
import { Router } from "../router/router.ts";
import { MemoryRunStore } from "../runs/memory/memory-run-store.ts";
import type { ResultCache } from "../runs/result-cache.ts";
import type { RunObserver } from "../runs/run-observer.ts";
import { RunQueue } from "../runs/run-queue.ts";
import { RunService } from "../runs/run-service.ts";
import { SharedAnswers } from "../runs/shared-answers.ts";
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
  /** Where answers are kept; left out, none are. */
  readonly cache?: ResultCache;
  readonly observer?: RunObserver;
}

function makeAnswers(cache: ResultCache): SharedAnswers {
  const versionOf = ({ backend }: BackendRef) => `${backend} 1`;
  const onFault = (error: unknown) => {
    throw error;
  };
  return new SharedAnswers({ cache, versionOf, onFault });
}

/** A run service in memory, for tests of what stands before it. */
export function makeRunService(options: MakeOptions): RunService {
  const { tasks, backends, clock, endpoint, cache, observer, capacity = 1000 } = options;
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
    ...(observer ? { observer } : {}),
    ...(cache ? { answers: makeAnswers(cache) } : {}),
  });
}
