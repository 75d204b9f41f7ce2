// The small models on an endpoint of SageMaker's: our own image as its container, asked through the one AWS
// client, with the one fault table. Whatever goes wrong here, this server's own CPU answers next.
import { InferenceError, abortError, throwIfAborted } from "../../contract/inference-error.ts";
import type { Obstacle } from "../../contract/reason.ts";
import { inTime, orAbort } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";
import { tasks as allTasks } from "../../tasks/registry.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backend.ts";
import type { FaultFacts, FaultRow, ModelClient } from "../large-model/model-client.ts";
import { factsOf } from "../large-model/read-fault.ts";
import { ContainerFault, readStreamedReply, readWholeReply } from "./read-container-reply.ts";
import { obstacleOf, smallFaultError } from "./small-faults.ts";

interface SagemakerSmallBackendOptions {
  /** The calls to the endpoint; closed with the backend. */
  readonly client: Pick<ModelClient, "invoke" | "stream" | "readFault" | "close">;
  /** How many runs the endpoint does at a time; who lets them in keeps to it. */
  readonly concurrency: number;
  /** `stream` where the endpoint sends a run's events as they come, `whole` where it gives one reply. */
  readonly replies: "stream" | "whole";
  readonly clock: Clock;
  /** How long a reply's next piece, or the whole of it, may take. Default 20 s. */
  readonly timeoutMs?: number;
  /** The longest input that is asked for in one reply, in characters of JSON. Default 200,000. */
  readonly maxWholeCharacters?: number;
  /** What the container can run; left out, the product's own tasks. */
  readonly tasks?: readonly AnyTask[];
  /** For the log: why an invocation failed, in the service's words. */
  readonly onFault?: (
    facts: FaultFacts & { readonly code: string; readonly taskId: string },
  ) => void;
}

// An endpoint that failed is left alone for so long: each try may take its whole time-out.
const restMs = 15_000;
const throttledRestMs = 5_000;

/**
 * The small models on SageMaker.
 * @example
 * const backend = new SagemakerSmallBackend({
 *   client: new SagemakerClient({ endpointName, componentName: "", streamAccept: "text/event-stream" }),
 *   concurrency: 20, replies: "stream", clock: systemClock,
 * });
 */
export class SagemakerSmallBackend implements Backend {
  readonly id = "sagemaker-small";
  readonly role = "small";
  readonly capacity: number;
  /** A quarter, so that long texts leave room for short ones; with a few places they share all. */
  readonly longCapacity: number | undefined;
  readonly #options: SagemakerSmallBackendOptions;
  readonly #closed = new AbortController();
  #rest: { readonly why: Obstacle; readonly untilMs: number } | null = null;

  constructor(options: SagemakerSmallBackendOptions) {
    const { concurrency } = options;
    const long = Math.floor(concurrency / 4);
    this.longCapacity = long > 0 ? long : undefined;
    this.capacity = concurrency - long;
    this.#options = options;
  }

  /** What was seen of it lately that speaks against another run; null for nothing. */
  get obstacle(): Obstacle | null {
    const rest = this.#rest;
    return rest && this.#options.clock.nowMs() < rest.untilMs ? rest.why : null;
  }

  supports({ id }: AnyTask): boolean {
    return (this.#options.tasks ?? allTasks).some((task) => task.id === id);
  }

  async *run({ task, input }: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    const leaving = new AbortController();
    const stop = AbortSignal.any([signal, leaving.signal, this.#closed.signal]);
    throwIfAborted(stop);
    const body = JSON.stringify({ task: task.id, ...task.parseInput(input) });
    try {
      if (this.#options.replies === "stream") yield* this.#streamed(task, body, stop);
      else yield await this.#whole(task, body, stop);
      this.#rest = null;
    } catch (error) {
      if (stop.aborted) throw abortError();
      throw this.#failed(task, error);
    } finally {
      leaving.abort();
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#options.client.close();
  }

  async #whole(task: AnyTask, body: string, signal: AbortSignal): Promise<BackendEvent> {
    const { client, maxWholeCharacters = 200_000 } = this.#options;
    // A reply of one piece has a minute at most, and tells nothing of how far it is.
    if (body.length > maxWholeCharacters) throw tooLong(body.length, maxWholeCharacters);
    const bytes = orAbort(client.invoke(body, signal), signal);
    return readWholeReply(await this.#inTime(bytes), task);
  }

  async *#streamed(
    task: AnyTask,
    body: string,
    signal: AbortSignal,
  ): AsyncGenerator<BackendEvent, void, void> {
    const chunks = this.#options.client.stream(body, signal);
    try {
      yield* readStreamedReply(this.#piecesInTime(chunks, signal), task);
    } finally {
      chunks.return().catch(() => undefined);
    }
  }

  async *#piecesInTime(
    chunks: AsyncGenerator<Uint8Array, void, void>,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, void> {
    for (;;) {
      const chunk = await this.#inTime(orAbort(chunks.next(), signal));
      if (chunk.done === true) return;
      yield chunk.value;
    }
  }

  #inTime<Value>(value: Promise<Value>): Promise<Value> {
    const { clock, timeoutMs: ms = 20_000 } = this.#options;
    const late = () => {
      throw new InferenceError(
        "timeout",
        `The small models' endpoint on SageMaker said nothing for ${Math.round(ms / 1000)} s.`,
        { retryable: true },
      );
    };
    return inTime(value, { clock, ms, late });
  }

  /** The error in our words, after the log was told; the next runs go elsewhere for a while. */
  #failed(task: AnyTask, error: unknown): InferenceError {
    if (error instanceof InferenceError) {
      if (error.code === "timeout") this.#restFor({ code: "failing" }, restMs);
      this.#options.onFault?.({ ...factsOf(error.code), code: error.code, taskId: task.id });
      return error;
    }
    const { row, facts } = this.#readFault(error);
    const failure = smallFaultError(row);
    const why = obstacleOf(row);
    if (why) this.#restFor(why, why.code === "throttled" ? throttledRestMs : restMs);
    this.#options.onFault?.({ ...facts, code: failure.code, taskId: task.id });
    return failure;
  }

  #readFault(error: unknown): { readonly row: FaultRow; readonly facts: FaultFacts } {
    if (!(error instanceof ContainerFault)) return this.#options.client.readFault(error);
    return { row: error.row, facts: { ...factsOf(error.name), message: error.message } };
  }

  #restFor(why: Obstacle, ms: number): void {
    this.#rest = { why, untilMs: this.#options.clock.nowMs() + ms };
  }
}

function tooLong(size: number, limit: number): InferenceError {
  return new InferenceError(
    "backend-unavailable",
    `The input has ${size} characters; the small models' endpoint on SageMaker is asked for at most ${limit} in one reply.`,
    { retryable: true, size, limit },
  );
}
