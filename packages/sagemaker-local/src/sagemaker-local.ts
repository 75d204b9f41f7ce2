import type { FaultName, FaultScope } from "./faults.ts";
import type { LifeCycleState } from "./life-cycle.ts";
import type { RecordedRequest } from "./request-log.ts";

/** Where the endpoint stands, and which faults are set. */
export interface SagemakerLocalState extends LifeCycleState {
  readonly timeScale: number;
  readonly fault: FaultName | null;
  readonly controlFault: FaultName | null;
}

/** A local SageMaker that runs. */
export interface SagemakerLocal {
  /** For `AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME` and `AWS_ENDPOINT_URL_SAGEMAKER`. */
  readonly url: string;
  /** The calls so far, oldest first; at most the last 10,000. */
  readonly requests: readonly RecordedRequest[];
  state(): SagemakerLocalState;
  /**
   * Sets the fault of all following calls of a scope (default: invocations) or of the next `times`; null ends it.
   * @throws Error when the fault cannot strike such calls
   */
  setFault(
    name: FaultName | null,
    options?: { readonly times?: number; readonly scope?: FaultScope },
  ): void;
  /**
   * Orders copies, which take their time to come; 0 sends it to sleep.
   * @throws Error when it is no whole number from 0 to `maxCopies`
   */
  setCopies(copies: number): void;
  /** Puts it into a state at once. */
  jumpTo(start: "cold" | "warm"): void;
  /** Ends it and every connection. */
  close(): Promise<void>;
}
