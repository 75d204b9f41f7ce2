import type { EndpointCost } from "./endpoint-status.ts";

/** The price of an instance type. */
export interface InstancePrice {
  /** US dollars per hour and instance, on demand. */
  readonly usdPerHour: number;
  /** Where the figure comes from and of which date, in words. */
  readonly source: string;
}

interface CostMeterOptions {
  /** Such as `ml.g5.2xlarge`. */
  readonly instanceType: string;
  /** What one costs; null when that is not known. */
  readonly price: InstancePrice | null;
  /** When the watching begins, as an ISO 8601 time. */
  readonly since: string;
}

/** How long a count is believed: longer than the slowest look, so that one that fails makes no gap. */
const believedMs = 150_000;

/** Adds up what the endpoint's instances cost, from how many were seen when. */
export class CostMeter {
  readonly #options: CostMeterOptions;
  #seen: { readonly instances: number; readonly atMs: number } | null = null;
  #watchedMs = 0;
  #instanceMs = 0;

  constructor(options: CostMeterOptions) {
    this.#options = options;
  }

  /** Takes how many instances run now. The time since the last call counts with the number seen then. */
  see(instances: number, atMs: number): void {
    const { watchedMs, instanceMs } = this.#totals(atMs);
    this.#watchedMs = watchedMs;
    this.#instanceMs = instanceMs;
    this.#seen = { instances, atMs };
  }

  /**
   * The cost up to now. Time in which nothing was seen for longer than a count is believed is neither
   * watched nor awake: it is left out of both sums.
   */
  cost(atMs: number): EndpointCost {
    const { instanceType, price, since } = this.#options;
    const { watchedMs, instanceMs } = this.#totals(atMs);
    const usdPerHour = price?.usdPerHour ?? 0;
    return {
      since,
      watchedSeconds: Math.round(watchedMs / 1000),
      awakeSeconds: Math.round(instanceMs / 1000),
      estimatedUsd: dollars((instanceMs / 3_600_000) * usdPerHour),
      alwaysOnUsd: dollars((watchedMs / 3_600_000) * usdPerHour),
      hourlyUsd: dollars((this.#seen?.instances ?? 0) * usdPerHour),
      instanceHourlyUsd: price?.usdPerHour ?? null,
      instanceType,
      priceSource: price?.source ?? null,
    };
  }

  #totals(atMs: number): { watchedMs: number; instanceMs: number } {
    const { instances, atMs: seenAtMs } = this.#seen ?? { instances: 0, atMs };
    const lastedMs = Math.min(believedMs, Math.max(0, atMs - seenAtMs));
    return {
      watchedMs: this.#watchedMs + lastedMs,
      instanceMs: this.#instanceMs + lastedMs * instances,
    };
  }
}

// Hundredths of a cent: a few seconds of a GPU are to be seen.
function dollars(usd: number): number {
  return Math.round(usd * 10_000) / 10_000;
}
