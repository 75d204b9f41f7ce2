// What the routes share: the runs, the sessions, the inputs and files that are kept, the limits.
import { InferenceError } from "../../contract/inference-error.ts";
import type { Caller, Runs } from "../../runs/runs.ts";
import type { Clock } from "../../runtime/clock.ts";
import { isFault } from "../kit/answer.ts";
import { type BodyLimits, bodyLimits } from "../kit/read-bytes.ts";
import { cacheUseOf, idempotencyKeyOf, parseWish, type WishFields } from "../kit/wish.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { ByteBudget } from "../../runtime/byte-budget.ts";
import { BoundedStore } from "../../runtime/bounded-store.ts";
import type { ReadUpload } from "./payload.ts";
import { Sessions } from "./sessions.ts";
import { Uploads } from "./uploads.ts";

/** How much is kept and taken. */
export interface GradioLimits {
  /** Files and fields of one upload. */
  readonly maxFormParts: number;
  /** Bytes of all uploads, and of all inputs that late readers need. */
  readonly maxKeptBytes: number;
  /** How long uploads, inputs and sessions without a listener are kept. */
  readonly keepMs: number;
  readonly maxSessions: number;
  readonly maxSessionsPerCaller: number;
  readonly maxEventsPerSession: number;
}

/** The limits of a server that is told none. */
export const defaultLimits: GradioLimits = {
  maxFormParts: 100,
  maxKeptBytes: 64 * 1024 * 1024,
  keepMs: 10 * 60_000,
  maxSessions: 10_000,
  maxSessionsPerCaller: 1000,
  maxEventsPerSession: 1000,
};

/** One call as a route has read it. */
export interface Call {
  readonly request: Request;
  readonly context: Caller;
  readonly task: AnyTask;
  readonly input: JsonObject;
  /** The request's body, for the fields that every run takes beside its task's own. */
  readonly body: Readonly<Record<string, unknown>>;
}

interface GradioServerOptions {
  readonly runs: Runs;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
  readonly budget?: ByteBudget;
  readonly limits: GradioLimits;
  readonly onFault: (error: unknown) => void;
}

/** The state behind the routes. */
export class GradioServer {
  readonly runs: Runs;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
  readonly limits: GradioLimits;
  readonly sessions: Sessions;
  readonly uploads: Uploads;
  /** Fires when the server stops. */
  readonly stopped = new AbortController();
  readonly #budget: ByteBudget | undefined;
  readonly #onFault: (error: unknown) => void;
  readonly #inputs: BoundedStore<JsonObject>;

  constructor({ runs, clock, maxBodyBytes, budget, limits, onFault }: GradioServerOptions) {
    const { maxKeptBytes: maxBytes, keepMs, maxFormParts: maxParts, maxSessions } = limits;
    this.runs = runs;
    this.clock = clock;
    this.maxBodyBytes = maxBodyBytes;
    this.limits = limits;
    this.#budget = budget;
    this.#onFault = onFault;
    const maxEvents = limits.maxEventsPerSession;
    this.sessions = new Sessions({
      clock,
      maxSessions,
      maxPerCaller: limits.maxSessionsPerCaller,
      maxEvents,
      keepMs,
    });
    this.uploads = new Uploads({
      clock,
      maxParts,
      limitsOf: (caller) => this.bodyLimits(caller),
      maxBytes,
      keepMs,
    });
    this.#inputs = new BoundedStore({ clock, maxBytes, keepMs });
  }

  /** The limits of the body that this caller sends. */
  bodyLimits(caller: Caller): BodyLimits {
    return bodyLimits({ maxBodyBytes: this.maxBodyBytes, budget: this.#budget }, caller);
  }

  readonly readUpload: ReadUpload = (path) => this.uploads.read(path);

  /** The input of a run that was started here and not long ago, or null. */
  readonly inputOf = (runId: string): JsonObject | null => this.#inputs.get(runId) ?? null;

  /**
   * Starts a run, or finds the first one under the same `Idempotency-Key`, and answers its id.
   * @throws InferenceError as `Runs.start` does, and `invalid-input` for a backend that is not there or a
   * wait that is none
   */
  async start({ request, context, task, input, body }: Call): Promise<string> {
    // A client that sends no fields of its own making may send headers.
    const { backend, waitMs } = fieldsOf(request);
    const wish = { backend: body["backend"] ?? backend, waitMs: body["waitMs"] ?? waitMs };
    const key = idempotencyKeyOf(request);
    const { runId } = await this.runs.start({
      ...{ task, input, ...context, ...parseWish(wish, this.runs), cacheUse: cacheUseOf(request) },
      ...(key === undefined ? {} : { idempotencyKey: key }),
    });
    // Only typed outputs are made of the input.
    if (task.typedOutputs) {
      const bytes = JSON.stringify(input).length * 2;
      this.#inputs.set(runId, input, { bytes, owner: context.caller });
    }
    return runId;
  }

  /** The same error, after whoever keeps the log has seen it when nobody foresaw it. */
  seen(error: unknown): unknown {
    if (isFault(error)) this.#onFault(error);
    return error;
  }

  /** @throws InferenceError `unknown-task` */
  taskOf(find: (task: AnyTask, index: number) => boolean): AnyTask {
    const task = this.runs.tasks.find(find);
    if (task) return task;
    const names = this.runs.tasks.map(({ id }) => `/${id}`).join(", ");
    throw new InferenceError(
      "unknown-task",
      `There is no such endpoint. The endpoints are ${names}.`,
    );
  }
}

/** The fields that every run takes, from headers. */
function fieldsOf({ headers }: Request): WishFields {
  const waitMs = headers.get("x-pilotlight-wait-ms");
  return {
    backend: headers.get("x-pilotlight-backend"),
    waitMs: waitMs !== null && /^\d{1,9}$/u.test(waitMs) ? Number(waitMs) : waitMs,
  };
}
