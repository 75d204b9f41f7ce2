// What the page, the API's callers and the router may know of the large model's endpoint. Never names
// of an account's resources, and nothing of the container.
import type { Temperature } from "./endpoint-state.ts";

/**
 * When a run wakes the large model by itself. `summarization`, named after the first of them: a run of a
 * task whose definition says `wakesLargeModel`; any run; never without a click; or never at all.
 */
export type WakePolicy = "summarization" | "any" | "ask" | "never";

/** Whether the large model can be woken now; `why` completes "It cannot be woken: …". */
export type WakeOffer =
  | { readonly allowed: true; readonly wakesLeftToday: number }
  | { readonly allowed: false; readonly wakesLeftToday: number; readonly why: string };

/** What the GPU has cost since this server began to watch it, estimated from what it saw. */
export interface EndpointCost {
  /** When the watching began, as an ISO 8601 time. */
  readonly since: string;
  /** Seconds that were watched. */
  readonly watchedSeconds: number;
  /** Instance-seconds for which instances were seen running. */
  readonly awakeSeconds: number;
  /** `awakeSeconds` at the instance's price, in US dollars. */
  readonly estimatedUsd: number;
  /** What one instance that never sleeps would have cost in `watchedSeconds`. */
  readonly alwaysOnUsd: number;
  /** What it costs per hour now, as many instances as run. */
  readonly hourlyUsd: number;
  /** What one instance costs per hour while it runs; null when that is not known. */
  readonly instanceHourlyUsd: number | null;
  readonly instanceType: string;
  /** Where the price comes from and of which date, in words; null when the instance's price is not known, and the dollars are 0. */
  readonly priceSource: string | null;
}

/** The large model as `GET /api/v1/status` tells of it. */
export interface EndpointStatus {
  readonly temperature: Temperature;
  /** The model's name, as answers are signed with it. */
  readonly model: string;
  /** The state in words, such as `asleep`, `waking, about 3 min`, `awake`, `unavailable: it fails`. */
  readonly words: string;
  /** True when a run may be sent now: warm and neither throttled nor resting after failures, or down with a trial due. */
  readonly available: boolean;
  /** How long it has had this temperature. */
  readonly sinceSeconds: number;
  /** Expected seconds until it is warm, learned from past wakes; 0 when it is, null when nothing brings it there. */
  readonly secondsToWarm: number | null;
  /** How long a wake takes from the call to warm, learned from past wakes. */
  readonly wakeSeconds: number;
  readonly wakePolicy: WakePolicy;
  readonly wake: WakeOffer;
  readonly cost: EndpointCost;
}
