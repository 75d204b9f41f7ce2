// The one table of what goes wrong with a Gradio app: for each fault what a run ends with, what it shows of
// the endpoint, and whether the call was a wake. Which fault an error is, is told by the status, the
// platform's code and the step of the protocol that failed, never by the app's words.
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
  /**
   * What failed: a request, the function behind an endpoint, an event that makes no sense, or
   * `LARGE_MODEL_GRADIO_ENDPOINTS`, which asks for what the app does not have.
   */
  readonly step: "request" | "join" | "function" | "reply" | "mapping";
}

/** Every fault of a Gradio app. */
export const faults = {
  cold: sharedFaults.cold,
  stopped: {
    code: "endpoint-cold",
    words:
      "The large model's app does not run, or is starting. Ask again when it does, or let a small model answer until then.",
    shows: "cold",
    // There is nobody who could take a call for a wake.
    wakes: false,
  },
  throttled: sharedFaults.throttled,
  denied: {
    code: "backend-unavailable",
    words:
      "The large model's app refuses the key of this server. Whoever runs this server must set LARGE_MODEL_KEY to one that it takes; a small model can answer.",
    shows: "denied",
    wakes: false,
  },
  notFound: {
    code: "backend-unavailable",
    words:
      "There is no Gradio app at the large model's address. Whoever runs this server must set LARGE_MODEL_GRADIO to the address of one; a small model can answer.",
    shows: "failed",
    wakes: false,
  },
  mapping: {
    code: "backend-unavailable",
    words:
      "The large model's app does not have the endpoint or the parameter that it is asked for. Whoever runs this server must set LARGE_MODEL_GRADIO_ENDPOINTS to what it has; a small model can answer.",
    shows: "failed",
    wakes: false,
  },
  refused: sharedFaults.refused,
  network: sharedFaults.network,
  failed: sharedFaults.failed,
} as const satisfies Readonly<Record<string, FaultRow>>;

/** The row of a call that failed. */
export function rowOf({ status, code, step }: Thrown): FaultRow {
  if (step === "mapping") return faults.mapping;
  if (step === "function" || step === "reply") return faults.failed;
  if (status === null)
    return code !== null && stoppedCodes.has(code) ? faults.stopped : faults.network;
  // An app whose queue is full refuses to let a call join it.
  if (status === 429 || (status === 503 && step === "join")) return faults.throttled;
  if (gatewayStatuses.has(status)) return faults.cold;
  if (deniedStatuses.has(status)) return faults.denied;
  // Who follows a redirect would send the text elsewhere.
  if (absentStatuses.has(status) || (status >= 300 && status < 400)) return faults.notFound;
  return status >= 400 && status < 500 ? faults.refused : faults.failed;
}
