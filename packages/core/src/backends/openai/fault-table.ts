// The one table of what goes wrong with a server of the OpenAI chat schema: for each fault what a run ends
// with, what it shows of the endpoint, and whether the call was a wake. Which fault an error is, is told by
// the status and the platform's code; words decide only between the meanings of a 503.
import type { FaultRow } from "../large-model/model-client.ts";
import {
  absentStatuses,
  deniedStatuses,
  type FailedCall,
  gatewayStatuses,
  sharedFaults,
  stoppedCodes,
} from "../large-model/shared-faults.ts";

/** What is read of a call that failed. */
export interface Thrown extends FailedCall {
  /** The beginning of an error's body; empty when no reply came. */
  readonly words: string;
}

/** Every fault of such a server. */
export const faults = {
  cold: sharedFaults.cold,
  loading: {
    code: "endpoint-cold",
    words:
      "The large model is still loading. Try again in half a minute, or let a small model answer.",
    retryAfterMs: 30_000,
    shows: "cold",
    wakes: true,
  },
  stopped: {
    code: "endpoint-cold",
    words:
      "The large model's server does not run, or is starting. Ask again when it does, or let a small model answer until then.",
    shows: "cold",
    // There is nobody who could take a call for a wake.
    wakes: false,
  },
  throttled: sharedFaults.throttled,
  denied: {
    code: "backend-unavailable",
    words:
      "The large model's server refuses the key of this server. Whoever runs this server must set LARGE_MODEL_KEY to one that it takes; a small model can answer.",
    shows: "denied",
    wakes: false,
  },
  notFound: {
    code: "backend-unavailable",
    words:
      "The large model's server does not have the model or the address that it is asked for. Whoever runs this server must set LARGE_MODEL_NAME to a model of that server, and LARGE_MODEL_URL to its address; a small model can answer.",
    shows: "failed",
    wakes: false,
  },
  refused: sharedFaults.refused,
  tooSlow: {
    code: "timeout",
    words:
      "The large model took longer than its server waits. Try again with less text, or let a small model answer.",
    shows: "failed",
    wakes: false,
  },
  network: sharedFaults.network,
  failed: sharedFaults.failed,
} as const satisfies Readonly<Record<string, FaultRow>>;

const loadingWords = /\bloading\b/iu;
const busyWords = /\b(?:overloaded|busy|no slot)\b/iu;
const throttledStatuses: ReadonlySet<number> = new Set([429, 529]);

/** The row of a call that failed. */
export function rowOf({ status, code, words }: Thrown): FaultRow {
  if (status === null)
    return code !== null && stoppedCodes.has(code) ? faults.stopped : faults.network;
  if (throttledStatuses.has(status)) return faults.throttled;
  if (gatewayStatuses.has(status)) return gatewayRow(status, words);
  if (deniedStatuses.has(status)) return faults.denied;
  // The address of a chat does not lead elsewhere; who follows would send the text there.
  if (absentStatuses.has(status) || (status >= 300 && status < 400)) return faults.notFound;
  if (status === 408) return faults.tooSlow;
  return status >= 400 && status < 500 ? faults.refused : faults.failed;
}

function gatewayRow(status: number, words: string): FaultRow {
  if (status !== 503) return faults.cold;
  if (loadingWords.test(words)) return faults.loading;
  return busyWords.test(words) ? faults.throttled : faults.cold;
}
