// The large model's endpoint as the rest of the server sees it.
import type { Observation } from "./endpoint-state.ts";
import type { EndpointStatus } from "./endpoint-status.ts";

/** A task whose run asks for a wake by itself. */
interface AskingTask {
  readonly taskId: string;
  /** As its definition says. */
  readonly wakesLargeModel: boolean;
}

/** Somebody or something asks for a wake. */
export interface WakeRequest {
  /** `person`: a click or `POST /api/v1/wake`; else the task whose run asks by itself. */
  readonly by: "person" | AskingTask;
  /** False for a caller that the server does not know by a key. */
  readonly isKnownCaller: boolean;
}

/** A run that was pinned to the large model and is ready to wait for it. */
export interface WarmRequest {
  /** How long it waits at most. */
  readonly waitMs: number;
  /** Whose share of those who wait it takes. */
  readonly caller: string;
  readonly isKnownCaller: boolean;
  readonly signal: AbortSignal;
  /** Told at once and about every second: seconds since the wake, and how many it is expected to take. */
  readonly onProgress: (doneSeconds: number, expectedSeconds: number) => void;
}

/** Watches the endpoint, wakes it by policy and budget, and lets runs wait for it. */
export interface Endpoint {
  status(): EndpointStatus;
  /** Calls the listener after each change of the status; returns what ends that. */
  subscribe(listener: (status: EndpointStatus) => void): () => void;
  /** Takes what an invocation showed. */
  observe(observation: Observation): void;
  /**
   * Wakes the large model, once however many ask; does nothing while it is warm or warming.
   * @throws InferenceError `wake-refused` when the policy or the caller forbids it, `wake-budget-spent`,
   * `backend-unavailable` when it is down or the wake could not be sent
   */
  wake(request: WakeRequest): Promise<EndpointStatus>;
  /**
   * Wakes it and resolves when it is warm; at once when it is already.
   * @throws InferenceError `endpoint-cold` with `retryAfterMs` when `waitMs` is over first or is 0,
   * `overloaded` when too many wait, `too-many-runs` when its caller has its share of those who wait,
   * `aborted`, or what `wake` throws
   */
  untilWarm(request: WarmRequest): Promise<void>;
  /** Ends the watching and every wait. */
  close(): void;
}
