import type { Clock } from "./clock.ts";
import type { FaultName } from "./faults.ts";
import type { Delivered } from "./send-reply.ts";

/** One call as it was seen. */
export interface RecordedRequest {
  /** Such as `InvokeEndpointWithResponseStream` or `DescribeEndpoint`. */
  readonly operation: string;
  /** When it came, by the clock. */
  readonly atMs: number;
  readonly body: string;
  /** `open` while it runs; `aborted` when the caller went before the end; `broken` when a fault cut the answer. */
  readonly result: "open" | "answered" | "refused" | "broken" | "aborted";
  /** The type of the error that it got, such as `ValidationError`. */
  readonly error: string | null;
  /** The fault that it had. */
  readonly fault: FaultName | null;
}

/** How a call ended, and the type of the error that it got. */
export interface Outcome {
  readonly result: Delivered | "refused";
  readonly error: string | null;
}

/** One call while it runs. */
export interface OpenRequest {
  /** Notes the fault that the call has. */
  readonly noteFault: (fault: FaultName | null) => void;
  /** Notes its end; only the first counts. */
  readonly close: (outcome: Outcome | "aborted") => void;
}

const maxRequests = 10_000;

/** The calls so far. */
export class RequestLog {
  readonly #clock: Clock;
  readonly #requests: RecordedRequest[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** Notes a call. */
  open(operation: string, body: string): OpenRequest {
    const request: { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] } = {
      operation,
      atMs: this.#clock.nowMs(),
      body,
      result: "open",
      error: null,
      fault: null,
    };
    this.#requests.push(request);
    if (this.#requests.length > maxRequests) this.#requests.shift();
    return {
      noteFault: (fault) => {
        request.fault = fault;
      },
      close: (outcome) => {
        if (request.result !== "open") return;
        if (outcome === "aborted") request.result = "aborted";
        else Object.assign(request, outcome);
      },
    };
  }
}
