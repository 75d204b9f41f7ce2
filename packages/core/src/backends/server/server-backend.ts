// Our own server as a backend of the page: it chooses among its own backends, and says which answered.
import {
  abortError,
  fromWireError,
  InferenceError,
  throwIfAborted,
} from "../../contract/inference-error.ts";
import type { RoutedEvent } from "../../contract/run-event.ts";
import { newRunId } from "../../contract/run-id.ts";
import type { Role } from "../../contract/backend-id.ts";
import type { BackendChoice } from "../../contract/backend-id.ts";
import { tasks as allTasks } from "../../tasks/registry.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backend.ts";
import { ServerRuns, type ServerRunsOptions } from "./server-runs.ts";

interface ServerBackendOptions extends ServerRunsOptions {
  /** `large` for one that asks the server for its large model alone; `small` if left out. */
  readonly role?: Role;
  /** Which of the server's backends to ask for; left out, its large model for the role `large`, else `auto`. */
  readonly backendChoice?: BackendChoice;
  /** What the server can run; left out, the product's own tasks. */
  readonly tasks?: readonly AnyTask[];
  /** How long the server may wait for a large model that is not awake; left out, the server decides. */
  readonly waitMs?: number;
  /** Told before a run leaves this device. */
  readonly onSend?: (request: BackendRequest) => void;
  /** Told the server's id of a run as soon as it is known: with it the run can be followed later. */
  readonly onRunId?: (request: BackendRequest, serverRunId: string) => void;
}

/**
 * The server, which chooses among its own backends.
 * @example
 * const backend = new ServerBackend({ baseUrl: document.baseURI, fetch: globalThis.fetch, clock: systemClock });
 */
export class ServerBackend implements Backend {
  readonly id = "server";
  readonly role: Role;
  readonly #options: ServerBackendOptions;
  readonly #tasks: readonly AnyTask[];
  readonly #runs: ServerRuns;
  readonly #closed = new AbortController();
  // The last run that was sent and never answered: the server may have it.
  #unanswered: { readonly body: string; readonly taskId: string; readonly key: string } | null =
    null;

  constructor(options: ServerBackendOptions) {
    this.role = options.role ?? "small";
    this.#options = options;
    this.#tasks = options.tasks ?? allTasks;
    this.#runs = new ServerRuns(options);
  }

  supports(task: AnyTask): boolean {
    return this.#tasks.some(({ id }) => id === task.id);
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    throwIfAborted(stop);
    const call = this.#callOf(request);
    this.#options.onSend?.(request);
    // With an id the run is found again; without one only by its key.
    const server = { hasRun: false };
    const onRunId = (runId: string) => {
      server.hasRun = true;
      this.#options.onRunId?.(request, runId);
    };
    try {
      for await (const event of this.#runs.start(call, { signal: stop, onRunId })) {
        yield toBackendEvent(event, request.task);
      }
    } catch (error) {
      if (stop.aborted) throw abortError();
      const isLost = error instanceof InferenceError && error.code === "network";
      if (isLost && !server.hasRun) this.#unanswered = call;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
  }

  #callOf({ task, input, runId = newRunId() }: BackendRequest) {
    const { waitMs } = this.#options;
    const { backendChoice = this.role === "large" ? "large" : "auto" } = this.#options;
    const wish = { backend: backendChoice, ...(waitMs === undefined ? {} : { waitMs }) };
    const body = JSON.stringify({ ...input, ...wish });
    const unanswered = this.#unanswered;
    this.#unanswered = null;
    if (unanswered?.taskId === task.id && unanswered.body === body) return unanswered;
    // One run may be tried with two wishes, which are two requests for the server.
    return { taskId: task.id, body, key: `${runId}-${backendChoice}` };
  }
}

function toBackendEvent(event: RoutedEvent, task: AnyTask): BackendEvent {
  if (event.type === "run-error") {
    const { error } = event;
    // What the server did not foresee may go well on this device.
    throw fromWireError({ ...error, retryable: error.retryable || error.code === "internal" });
  }
  if (event.type !== "run-end") return event;
  const { backend, role, reason, reasonFacts, cached, noticeFacts, ...run } = event.run;
  const { model, computeMs, notice } = run;
  const output = task.parseOutput(event.output);
  const served = { backend, role, reason, reasonFacts, cached, noticeFacts };
  return { type: "backend-end", output, model, computeMs, notice, served };
}
