import type { FaultRow } from "./model-client.ts";
import { brokenReplyWords } from "./read-fault.ts";

/** The rows that mean the same at every provider of a large model; each table names them and adds its own. */
export const sharedFaults = {
  cold: {
    code: "endpoint-cold",
    words:
      "The large model is asleep. Ask again when it is awake, or let a small model answer until then.",
    shows: "cold",
    // SageMaker's alarm counts the calls that found no copy; what sleeps behind a gateway is started by any call.
    wakes: true,
  },
  throttled: {
    code: "endpoint-throttled",
    words:
      "The large model has more requests than it takes. Try again in a few seconds, or let a small model answer.",
    // About as long as a short reply takes with others at a time.
    retryAfterMs: 5_000,
    shows: "throttled",
    wakes: false,
  },
  // A container or server that refuses a request in its own words runs.
  refused: {
    code: "backend-failed",
    words: "The large model did not take this input. Let a small model answer.",
    shows: "answered",
    wakes: false,
  },
  failed: {
    code: "backend-failed",
    words: brokenReplyWords,
    shows: "failed",
    wakes: false,
  },
  network: {
    code: "network",
    words:
      "The connection to the large model was lost or could not be made. Try again, or let a small model answer.",
    shows: "failed",
    wakes: false,
  },
} as const satisfies Readonly<Record<string, FaultRow>>;

/** What is read of a call over HTTP that failed, whoever was called. */
export interface FailedCall {
  /** Of HTTP; null when no reply came. */
  readonly status: number | null;
  /** The platform's error, such as `ECONNREFUSED`; null when there is none. */
  readonly code: string | null;
}

/** The platform's codes where nobody listens. */
export const stoppedCodes: ReadonlySet<string> = new Set(["ECONNREFUSED", "EHOSTUNREACH"]);
/** What a gateway says in the place of what is behind it. */
export const gatewayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);
/** What refuses a key. */
export const deniedStatuses: ReadonlySet<number> = new Set([401, 403]);
/** What says that nothing is at the address. */
export const absentStatuses: ReadonlySet<number> = new Set([404, 405, 410]);
