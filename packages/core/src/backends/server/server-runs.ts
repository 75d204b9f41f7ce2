// Runs on our server: each is sent once, under a key that makes a second sending harmless, and heard of
// over as many connections as it takes.
import { InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import { decodeRunEvent } from "../../contract/decode-run-event.ts";
import {
  type ConnectionUpdate,
  isLastEvent,
  type RoutedEvent,
  type RunEvent,
} from "../../contract/run-event.ts";
import { orAbort } from "../../runtime/abort.ts";
import { pause } from "../../runtime/network.ts";
import {
  type Frame,
  networkError,
  ServerConnection,
  type ServerOptions,
} from "./server-connection.ts";

/** How runs are sent and heard of. */
export interface ServerRunsOptions extends ServerOptions {
  /** For the log: the type of an event that this version does not know; the run goes on without it. */
  readonly onUnknownEvent?: (type: string | null) => void;
}

/** A run as it is sent. */
export interface ServerCall {
  readonly taskId: string;
  /** The request's body, in JSON. */
  readonly body: string;
  /** The same when the run is sent again: the server computes it once. */
  readonly key: string;
}

interface StartOptions {
  readonly signal: AbortSignal;
  /** Told the server's id of the run as soon as it is known: with it the run can be followed later. */
  readonly onRunId: (runId: string) => void;
}

/** A run as far as it was heard of. */
interface HeardRun {
  /** Left out for a run that was started before. */
  readonly call?: ServerCall;
  readonly onRunId?: (runId: string) => void;
  /** The server's; empty until it is known. */
  runId: string;
  /** True once the server had it. */
  isTaken: boolean;
  sends: number;
  /** The number of the last event that came. */
  last: number;
}

type Opened =
  | { readonly kind: "open"; readonly response: Response }
  /** No connection now; there may be one later. */
  | { readonly kind: "lost"; readonly why: InferenceError };

/** How often a run is sent before the server has said that it has it: another backend may answer meanwhile. */
const maxSends = 3;
const firstPauseMs = 500;
const longestPauseMs = 5_000;
// A server that does not answer is given up; a device without a network waits as long as runs are kept.
const giveUpMs = 120_000;
const giveUpOfflineMs = 600_000;

const accept = "text/event-stream";
const isGone: ConnectionUpdate = { type: "connection-update", isLost: true };
const isBack: ConnectionUpdate = { type: "connection-update", isLost: false };

/**
 * The runs of our server.
 * @example
 * const runs = new ServerRuns({ baseUrl: document.baseURI, fetch: globalThis.fetch, clock: systemClock });
 * for await (const event of runs.follow(runId, signal)) show(event);
 */
export class ServerRuns {
  readonly #connection: ServerConnection;
  readonly #onUnknownEvent: (type: string | null) => void;

  constructor(options: ServerRunsOptions) {
    this.#onUnknownEvent = options.onUnknownEvent ?? (() => undefined);
    this.#connection = new ServerConnection(options);
  }

  /**
   * Starts a run and gives all its events to its last; a run that is left before that is cancelled.
   * @throws InferenceError `aborted`, `network` when the server stays away, or why the server refused it
   */
  async *start(
    call: ServerCall,
    { signal, onRunId }: StartOptions,
  ): AsyncGenerator<RoutedEvent, void, void> {
    const run: HeardRun = { call, onRunId, runId: "", isTaken: false, sends: 0, last: 0 };
    let isOver = false;
    try {
      for await (const event of this.#listen(run, signal)) {
        isOver = isLast(event);
        yield event;
      }
    } finally {
      if (!isOver && run.runId !== "") void this.cancel(run.runId);
    }
  }

  /**
   * All events of a run that was started before.
   * @throws InferenceError `unknown-run`, `aborted`, or `network` when the server stays away
   */
  follow(runId: string, signal: AbortSignal): AsyncGenerator<RoutedEvent, void, void> {
    return this.#listen({ runId, isTaken: true, sends: 0, last: 0 }, signal);
  }

  /** Stops a run; without a connection there is nobody to tell, and it ends by itself. */
  async cancel(runId: string): Promise<void> {
    const request = { method: "DELETE", keepalive: true };
    await this.#connection.ask(routeOf(runId), request).catch(() => undefined);
  }

  async *#listen(run: HeardRun, signal: AbortSignal): AsyncGenerator<RoutedEvent, void, void> {
    const { clock, network } = this.#connection;
    // How often in a row, and since when, the server was not to be heard.
    let losses = 0;
    let lostAtMs = 0;
    for (;;) {
      throwIfAborted(signal);
      const opened = await this.#open(run, signal);
      if (opened.kind === "open") {
        if (losses > 0) yield isBack;
        for await (const frame of this.#connection.readEvents(opened.response, signal)) {
          losses = 0;
          const event = this.#nextEvent(run, frame);
          if (!event) continue;
          yield event;
          if (isLastEvent(event)) return;
        }
      }
      if (losses === 0) lostAtMs = clock.nowMs();
      if (!this.#isWorthATry(run, lostAtMs)) {
        throw opened.kind === "lost" ? opened.why : networkError("was lost");
      }
      yield isGone;
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** losses);
      losses += 1;
      await pause(pauseMs, { clock, network, signal });
    }
  }

  #isWorthATry({ isTaken, sends }: HeardRun, lostAtMs: number): boolean {
    const isOnline = this.#connection.network.isOnline();
    if (!isTaken) return isOnline && sends < maxSends;
    const lastsMs = this.#connection.clock.nowMs() - lostAtMs;
    return lastsMs <= (isOnline ? giveUpMs : giveUpOfflineMs);
  }

  async #open(run: HeardRun, signal: AbortSignal): Promise<Opened> {
    try {
      return { kind: "open", response: await this.#ask(run, signal) };
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof InferenceError)) throw error;
      // Who has not taken the run yet may refuse it; a run that was taken outlives a server that is busy.
      const mayPass = run.isTaken ? error.retryable : error.code === "network";
      if (!mayPass) throw error;
      return { kind: "lost", why: error };
    }
  }

  async #ask(run: HeardRun, signal: AbortSignal): Promise<Response> {
    const { call, runId, last } = run;
    if (call && runId === "") return this.#send(call, run, signal);
    const headers = { accept, "last-event-id": String(last) };
    try {
      return await this.#connection.ask(routeOf(runId), { headers, signal });
    } catch (error) {
      // A server that came back without its memory is sent the run again.
      if (!call || !isForgotten(error) || run.sends >= maxSends) throw error;
      run.runId = "";
      run.last = 0;
      return this.#send(call, run, signal);
    }
  }

  async #send(call: ServerCall, run: HeardRun, signal: AbortSignal): Promise<Response> {
    run.sends += 1;
    const headers = { accept, "content-type": "application/json", "idempotency-key": call.key };
    const request = { method: "POST", headers, body: call.body };
    // Without the signal: a run that was sent can be stopped by its id alone, which the reply tells.
    const reply = this.#connection.ask(encodeURIComponent(call.taskId), request);
    let response: Response;
    try {
      response = await orAbort(reply, signal);
    } catch (error) {
      if (signal.aborted) void reply.then((late) => this.#drop(late)).catch(() => undefined);
      throw error;
    }
    run.isTaken = true;
    run.runId = runIdOf(response);
    if (run.runId !== "") run.onRunId?.(run.runId);
    return response;
  }

  /** The event of a frame that has one which was not there yet. */
  #nextEvent(run: HeardRun, { id, data }: Frame): RunEvent | null {
    const number = Number(id ?? 0);
    if (data === undefined || number <= run.last) return null;
    run.last = number;
    const decoded = decodeRunEvent(data);
    if (decoded.kind === "known") return decoded.member;
    this.#onUnknownEvent(decoded.type);
    return null;
  }

  /** Stops a run that was wanted no more when the server's reply came. */
  async #drop(response: Response): Promise<void> {
    await response.body?.cancel();
    await this.cancel(runIdOf(response));
  }
}

function isLast(event: RoutedEvent): boolean {
  return event.type !== "connection-update" && isLastEvent(event);
}

function routeOf(runId: string): string {
  return `runs/${encodeURIComponent(runId)}`;
}

function runIdOf({ headers }: Response): string {
  return headers.get("x-run-id") ?? "";
}

function isForgotten(error: unknown): boolean {
  return error instanceof InferenceError && error.code === "unknown-run";
}
