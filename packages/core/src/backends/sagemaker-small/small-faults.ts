// What the faults of SageMaker mean for its endpoint of small models: the same table, in words that do not
// speak of the large model, and with what keeps the endpoint from taking the next runs.
import { InferenceError } from "../../contract/inference-error.ts";
import type { Obstacle } from "../../contract/reason.ts";
import type { FaultRow } from "../large-model/model-client.ts";
import { faults } from "../sagemaker/fault-table.ts";

const words: ReadonlyMap<FaultRow, string> = new Map<FaultRow, string>([
  [faults.cold, "The small models' endpoint on SageMaker runs no copy."],
  [faults.throttled, "The small models' endpoint on SageMaker has more requests than it takes."],
  [faults.notReady, "The small models' endpoint on SageMaker is still loading."],
  [faults.unavailable, "The small models' endpoint cannot be reached through SageMaker now."],
  [
    faults.notFound,
    "SageMaker refused the request to the small models' endpoint as it is set up here; the server's log says why.",
  ],
  [
    faults.denied,
    "This server may not use the small models' endpoint on SageMaker: its credentials are missing, wrong or out of date. The server's log says which.",
  ],
  [faults.refused, "The small models' endpoint on SageMaker did not take this input."],
  [faults.tooSlow, "The small models' endpoint on SageMaker took longer than its service waits."],
  [
    faults.network,
    "The connection to the small models' endpoint on SageMaker was lost or could not be made.",
  ],
]);
const failedWords = "The small models' endpoint on SageMaker failed before its answer was whole.";

/** The error that a run ends with; another backend may always do better. */
export function smallFaultError(row: FaultRow): InferenceError {
  const { code, retryAfterMs } = row;
  // The small models are not what wakes: an endpoint of theirs without a copy is one that fails.
  const own = code === "endpoint-cold" ? "backend-unavailable" : code;
  return new InferenceError(own, words.get(row) ?? failedWords, {
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** What a fault shows of the endpoint; null for one that says nothing of the next run. */
export function obstacleOf({ shows }: FaultRow): Obstacle | null {
  switch (shows) {
    case "answered":
      return null;
    case "throttled":
      return { code: "throttled" };
    case "denied":
      return { code: "denied" };
    case "cold":
    case "failed":
      return { code: "failing" };
  }
}
