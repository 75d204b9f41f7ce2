// Our own server as the page sees it: Gradio's client carries a run, and when its connection is lost,
// the run is found again by its id over REST.
import { abortError, InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import type { BackendChoice } from "../../router/rank-backends.ts";
import type { RunEvent } from "../../contract/run-event.ts";
import { newRunId } from "../../contract/run-id.ts";
import { orAbort } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";
import { tasks as allTasks } from "../../tasks/registry.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backend.ts";
import type { JobOutcome } from "./decode-gradio-event.ts";
import type { GradioJob, GradioLink } from "./gradio-link.ts";
import { type Network, networkError, platformNetwork } from "./network.ts";
import { readJob } from "./read-job.ts";
import { RemoteRuns, runFailure } from "./remote-runs.ts";

interface RemoteBackendOptions {
  /**
   * What its runs say answers: `remote` if left out, or `sagemaker` for one that asks the server for its
   * large model alone.
   */
  readonly id?: "remote" | "sagemaker";
  /** Where the app lives, with a slash at its end, such as `https://example.org/pilotlight/`. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Which of the server's backends to ask for; `auto` if left out. */
  readonly backendChoice?: BackendChoice;
  /** What the server can run; left out, the product's own tasks. */
  readonly tasks?: readonly AnyTask[];
  /** How long the server may wait for a large model that is not awake; left out, the server decides. */
  readonly waitMs?: number;
  /** Left out, the platform's own. */
  readonly network?: Network;
  /** Told the server's id of a run as soon as it is known: with it the run can be followed later. */
  readonly onRunId?: (request: BackendRequest, serverRunId: string) => void;
}

/** How often a run is sent while the server has not said that it has it. */
const maxSends = 3;
const sendAgainMs = 500;

/**
 * The server, which chooses among its own backends.
 * @example
 * const backend = new RemoteBackend({ baseUrl: document.baseURI, fetch: globalThis.fetch, clock: systemClock });
 */
export class RemoteBackend implements Backend {
  readonly id: "remote" | "sagemaker";
  readonly #options: RemoteBackendOptions;
  readonly #tasks: readonly AnyTask[];
  readonly #network: Network;
  readonly #runs: RemoteRuns;
  readonly #closed = new AbortController();
  // The client of all runs; a new one is made when its connection was lost.
  #link: Promise<GradioLink> | null = null;

  constructor({ fetch, ...options }: RemoteBackendOptions) {
    this.id = options.id ?? "remote";
    // A browser's fetch works only as a function of its own, not as a method of another object.
    this.#options = { ...options, fetch: (...call) => fetch(...call) };
    this.#tasks = options.tasks ?? allTasks;
    this.#network = options.network ?? platformNetwork;
    this.#runs = new RemoteRuns({ ...this.#options, network: this.#network });
  }

  supports(task: AnyTask): boolean {
    return this.#tasks.some(({ id }) => id === task.id);
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    throwIfAborted(stop);
    const sent: SentRun = { key: request.runId ?? newRunId(), job: null, runId: "" };
    let hasEnded = false;
    try {
      const outcome = yield* this.#sendUntilKnown(request, sent, stop);
      if (outcome.kind === "broken") {
        yield* this.#followOverRest(request, sent, stop);
        hasEnded = true;
        return;
      }
      hasEnded = true;
      if (outcome.kind === "cancelled") throw abortError();
      if (outcome.kind === "failed") throw await this.#failure(sent, outcome, stop);
      yield outcome.end;
    } catch (error) {
      if (stop.aborted) throw abortError();
      // An end by the server needs no cancel.
      if (error instanceof InferenceError && error.code !== "network") hasEnded = true;
      throw error;
    } finally {
      if (!hasEnded) void this.#cancel(sent);
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const link = await this.#link?.catch(() => null);
    link?.close();
  }

  /** Sends the run, again if its connection is lost before the server's id is known, and reads what its client says. */
  async *#sendUntilKnown(
    request: BackendRequest,
    sent: SentRun,
    stop: AbortSignal,
  ): AsyncGenerator<BackendEvent, JobOutcome> {
    const { clock } = this.#options;
    for (let sends = 1; ; sends += 1) {
      const linking = this.#connected();
      const link = await orAbort(linking, stop);
      const job = link.submit({ taskId: request.task.id, input: request.input, key: sent.key });
      sent.job = job;
      void this.#learnId(request, sent, job);
      const outcome = yield* readJob(job, {
        task: request.task,
        backend: this.id,
        clock,
        network: this.#network,
        signal: stop,
      });
      const refusal = link.refusalOf(sent.key);
      if (refusal) throw refusal;
      if (outcome.kind !== "broken") return outcome;
      this.#discard(linking, link);
      this.#know(request, sent, job.event_id());
      sent.job = null;
      if (sent.runId !== "") return outcome;
      if (sends === maxSends || !this.#network.isOnline()) throw networkError("was lost");
      await clock.wait(sendAgainMs * sends, stop);
    }
  }

  async *#followOverRest(
    { task }: BackendRequest,
    { runId }: SentRun,
    stop: AbortSignal,
  ): AsyncGenerator<BackendEvent> {
    for await (const event of this.#runs.follow(runId, stop)) {
      yield toBackendEvent(event, task);
    }
  }

  async #learnId(request: BackendRequest, sent: SentRun, job: GradioJob): Promise<void> {
    const id = await job.wait_for_id().catch(() => null);
    if (id !== null && sent.job === job) this.#know(request, sent, id);
  }

  #know(request: BackendRequest, sent: SentRun, id: string): void {
    if (id === "" || sent.runId === id) return;
    sent.runId = id;
    this.#options.onRunId?.(request, id);
  }

  /** The client's own words, or better the error itself with its facts. */
  async #failure(
    { runId }: SentRun,
    { code, message }: Extract<JobOutcome, { kind: "failed" }>,
    stop: AbortSignal,
  ): Promise<InferenceError> {
    const failure = runId === "" ? null : await this.#runs.failureOf(runId, stop);
    return failure ?? new InferenceError(code, message, { retryable: mayPass.has(code) });
  }

  async #cancel({ job, runId }: SentRun): Promise<void> {
    if (!job) {
      if (runId !== "") await this.#runs.cancel(runId);
      return;
    }
    // Without an id there is no run yet that could be cancelled.
    const id = await job.wait_for_id().catch(() => null);
    if (id !== null) await job.cancel();
  }

  #connected(): Promise<GradioLink> {
    this.#link ??= this.#connect();
    return this.#link;
  }

  async #connect(): Promise<GradioLink> {
    const { baseUrl, fetch, backendChoice = "auto", waitMs } = this.#options;
    try {
      const { connectGradio } = await import("./gradio-link.ts");
      return await connectGradio({ baseUrl, fetch, backendChoice, waitMs, tasks: this.#tasks });
    } catch (error) {
      this.#link = null;
      throw networkError("could not be made", error);
    }
  }

  /** A client that lost its connection hangs at its next call. */
  #discard(linking: Promise<GradioLink>, link: GradioLink): void {
    if (this.#link === linking) this.#link = null;
    link.close();
  }
}

interface SentRun {
  readonly key: string;
  /** Null before it was sent and after its connection was lost. */
  job: GradioJob | null;
  /** The server's; empty until it is known. */
  runId: string;
}

const mayPass = new Set([
  "endpoint-cold",
  "endpoint-throttled",
  "overloaded",
  "backend-unavailable",
  "backend-failed",
  "timeout",
  "network",
  "internal",
]);

function toBackendEvent(event: RunEvent, task: AnyTask): BackendEvent {
  if (event.type === "run-error") throw runFailure(event);
  if (event.type !== "run-end") return event;
  const { backend, reason, cached, model, computeMs, notice } = event.run;
  const output = task.parseOutput(event.output);
  const served = { backend, reason, cached };
  return { type: "backend-end", output, model, computeMs, notice, served };
}
