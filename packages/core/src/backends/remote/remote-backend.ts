// Our own server as the page sees it: REST with an event stream.
import {
  abortError,
  fromWireError,
  InferenceError,
  throwIfAborted,
  type WireError,
} from "../../errors/inference-error.ts";
import type { BackendChoice } from "../../router/rank-backends.ts";
import type { RunEvent } from "../../runs/run-event.ts";
import { untilAborted } from "../../runtime/until-aborted.ts";
import { tasks as allTasks } from "../../tasks/registry.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { Backend, BackendEvent, BackendRequest } from "../backend.ts";
import { decodeEventStream } from "./decode-event-stream.ts";
import { decodeProblem } from "./decode-problem.ts";

interface RemoteBackendOptions {
  /** Where the app lives, with a slash at its end, such as `https://example.org/pilotlight/`. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** Which of the server's backends to ask for; `auto` if left out. */
  readonly backendChoice?: BackendChoice;
  /** What the server can run; left out, the product's own tasks. */
  readonly tasks?: readonly AnyTask[];
}

/**
 * The server, which chooses among its own backends.
 * @example
 * const backend = new RemoteBackend({ baseUrl: document.baseURI, fetch: globalThis.fetch });
 */
export class RemoteBackend implements Backend {
  readonly id = "remote";
  readonly #baseUrl: string;
  readonly #fetch: typeof globalThis.fetch;
  readonly #backendChoice: BackendChoice;
  readonly #tasks: readonly AnyTask[];
  readonly #closed = new AbortController();

  constructor({ baseUrl, fetch, backendChoice = "auto", tasks = allTasks }: RemoteBackendOptions) {
    this.#baseUrl = baseUrl;
    // A browser's fetch works only as a function of its own, not as a method of another object.
    this.#fetch = (...call) => fetch(...call);
    this.#backendChoice = backendChoice;
    this.#tasks = tasks;
  }

  supports(task: AnyTask): boolean {
    return this.#tasks.some(({ id }) => id === task.id);
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    throwIfAborted(stop);
    const leaving = new AbortController();
    const reply = this.#post(request, leaving.signal);
    let hasEnded = false;
    try {
      const { body } = await Promise.race([reply, rejectOnAbort(stop)]);
      if (!body) throw networkError("brought an empty reply");
      stop.addEventListener("abort", () => {
        leaving.abort();
      });
      for await (const event of decodeEventStream(body)) {
        throwIfAborted(stop);
        hasEnded = event.type === "run-end" || event.type === "run-error";
        yield toBackendEvent(event, request.task);
        if (hasEnded) return;
      }
    } catch (error) {
      if (stop.aborted) throw abortError();
      throw error instanceof InferenceError ? error : networkError("was lost", error);
    } finally {
      if (!hasEnded) void this.#cancel(reply, leaving);
    }
    throw networkError("ended before the answer");
  }

  async close(): Promise<void> {
    this.#closed.abort();
  }

  async #post({ task, input }: BackendRequest, signal: AbortSignal) {
    const url = new URL(`api/v1/${encodeURIComponent(task.id)}`, this.#baseUrl);
    const response = await this.#fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ ...input, backend: this.#backendChoice }),
      signal,
    });
    if (!response.ok) throw await decodeProblem(response);
    return response;
  }

  /** The server goes on with a run whose reader has left, so it must be told; without a reply there is no run. */
  async #cancel(reply: Promise<Response>, leaving: AbortController): Promise<void> {
    const response = await reply.catch(() => null);
    const runId = response?.headers.get("x-run-id");
    leaving.abort();
    if (!runId) return;
    const url = new URL(`api/v1/runs/${encodeURIComponent(runId)}`, this.#baseUrl);
    // Without a connection there is nobody to tell; the run then ends by itself.
    await this.#fetch(url, { method: "DELETE", keepalive: true }).catch(() => undefined);
  }
}

async function rejectOnAbort(signal: AbortSignal): Promise<never> {
  await untilAborted(signal);
  throw abortError();
}

function toBackendEvent(event: RunEvent, task: AnyTask): BackendEvent {
  if (event.type === "run-error") throw runError(event.error);
  if (event.type !== "run-end") return event;
  const { backend, reason, cached, model, computeMs, notice } = event.run;
  const output = task.parseOutput(event.output);
  return {
    type: "backend-end",
    output,
    model,
    computeMs,
    notice,
    served: { backend, reason, cached },
  };
}

// What the server did not foresee may go well on this device.
function runError(error: WireError): InferenceError {
  return fromWireError({ ...error, retryable: error.retryable || error.code === "internal" });
}

function networkError(what: string, cause?: unknown): InferenceError {
  return new InferenceError(
    "network",
    `The connection to the server ${what}. Check the network and try again.`,
    { retryable: true, cause },
  );
}
