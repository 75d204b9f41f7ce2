// The temperature of the large model's endpoint: a pure state machine from what was observed.
// STUB FOR CONTRACT: types only; the machine follows.

/** How ready an endpoint is: no copy runs, one is on its way, it answers, or it is broken. */
export type Temperature = "cold" | "warming" | "warm" | "down";

/** What one invocation told about the endpoint. */
export type InvocationResult =
  /** It answered, or refused an input in its own words: it runs. */
  | "answered"
  /** `Inference Component has no capacity`: no copy runs. */
  | "cold"
  /** It has more requests than it takes now. */
  | "throttled"
  /** The container failed, timed out or broke off. */
  | "failed"
  /** We may not invoke it: wrong or missing credentials or rights. */
  | "denied";

/** What was seen of the endpoint. */
export type Observation =
  | { readonly kind: "invoked"; readonly result: InvocationResult }
  /** An invocation was sent; while the endpoint is down, this takes the one trial. */
  | { readonly kind: "invoking" }
  | {
      readonly kind: "described";
      /** `InferenceComponentStatus`, such as `InService` or `Updating`. */
      readonly componentStatus: string;
      readonly currentCopies: number;
      readonly desiredCopies: number;
      /** `EndpointStatus`, such as `InService` or `OutOfService`. */
      readonly endpointStatus: string;
      /** Instances that run now, and so cost money. */
      readonly instances: number;
    }
  /** A Describe call failed: what we knew may be stale. */
  | { readonly kind: "unseen"; readonly why: string }
  /** A wake was asked for. */
  | { readonly kind: "woken" };
