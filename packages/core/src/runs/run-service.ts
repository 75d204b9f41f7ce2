// The life of a run on the server: an input that was checked goes in, run events come out.
import type { BackendState } from "../router/rank-backends.ts";
import type { BackendChoice } from "../router/rank-backends.ts";
import type { Router } from "../router/router.ts";
import type { JsonObject } from "../tasks/json.ts";
import type { AnyTask } from "../tasks/task.ts";
import { newRunId } from "./run-id.ts";
import type { RunEvent } from "./run-event.ts";

/** One run as a face asks for it. */
export interface RunRequest {
  readonly task: AnyTask;
  /** From the task's `parseInput`. */
  readonly input: JsonObject;
  readonly choice: BackendChoice;
  readonly signal: AbortSignal;
}

interface RunServiceOptions {
  readonly tasks: readonly AnyTask[];
  readonly router: Router;
}

/** Starts runs, whatever the face that asked. */
export class RunService {
  readonly tasks: readonly AnyTask[];
  readonly #router: Router;

  constructor({ tasks, router }: RunServiceOptions) {
    this.tasks = tasks;
    this.#router = router;
  }

  /** The events of a new run; the last is `run-end` or `run-error`. */
  run({ task, input, choice, signal }: RunRequest): AsyncIterable<RunEvent> {
    return this.#router.run({ runId: newRunId(), task, input, choice, signal });
  }

  /** What is known about each backend now. */
  backendStates(): readonly BackendState[] {
    return this.#router.states();
  }
}
