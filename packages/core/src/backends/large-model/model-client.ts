// What a provider hands in so that its model can be asked. Another provider is another implementation of
// it, with a fault table of its own.
import type { ErrorCode } from "../../contract/inference-error.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { InvocationResult } from "../../endpoint/endpoint-state.ts";

/** A provider's calls to its model: bytes in, bytes out, and what their errors mean. */
export interface ModelClient {
  /**
   * The whole reply to a body; when the signal fires the connection is closed.
   * @throws what `readFault` reads
   */
  invoke(body: string, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * The reply's bytes as they come; when the signal fires the connection is closed.
   * @throws what `readFault` reads
   */
  stream(body: string, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void>;
  /**
   * What went wrong in a call.
   * @throws what it was given, when that is no fault of a call
   */
  readFault(error: unknown): CallFault;
  /** How one input of a task is asked, where that depends on the task; left out where it does not. */
  routeOf?(taskId: string, input: JsonObject): ModelRoute;
  /** Closes connections that are kept open. */
  close(): Promise<void>;
}

/** How one input of a task is asked. */
export interface ModelRoute {
  readonly client: Pick<ModelClient, "invoke" | "stream" | "readFault">;
  /** True when the reply is the task's own answer, of the whole input, and no prompt is asked. */
  readonly answersTask: boolean;
}

/**
 * What one kind of fault means; a provider's fault table has a row for each. A run that it ends is
 * retryable whatever the fault: another backend may do better.
 */
export interface FaultRow {
  /** What the run ends with: our code and words, and after which time the same call may succeed. */
  readonly code: ErrorCode;
  readonly words: string;
  readonly retryAfterMs?: number;
  /** What those who watch the endpoint observe. */
  readonly shows: InvocationResult;
  /** True when the call that failed has a copy started, so that it is a wake. */
  readonly wakes: boolean;
}

/** A fault of a call, read. */
export interface CallFault {
  readonly row: FaultRow;
  readonly facts: FaultFacts;
  /** The words of the model's own server, which may repeat the input: for its codec alone. */
  readonly refusal: string | null;
}

/** What the log may hold of a fault: everything but the input and what may repeat it. */
export interface FaultFacts {
  /** The service's name of the error or the platform's, such as `ValidationError` or `ECONNRESET`. */
  readonly name: string;
  /** The service's own words, which may name the account; null for those of the model's server. */
  readonly message: string | null;
  /** Of HTTP. */
  readonly status: number | null;
  /** What else helps to find the cause, such as the id of the request. */
  readonly details: Readonly<Record<string, string | number>>;
}
