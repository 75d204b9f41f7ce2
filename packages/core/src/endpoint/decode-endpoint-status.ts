// The endpoint's status at a border: from our server over HTTP.
import * as v from "valibot";
import type { EndpointStatus } from "./endpoint-status.ts";

const wakesLeftToday = v.number();

const wakeOffer = v.variant("allowed", [
  v.object({ allowed: v.literal(true), wakesLeftToday }),
  v.object({ allowed: v.literal(false), wakesLeftToday, why: v.string() }),
]);

const cost = v.object({
  since: v.string(),
  watchedSeconds: v.number(),
  awakeSeconds: v.number(),
  estimatedUsd: v.number(),
  alwaysOnUsd: v.number(),
  hourlyUsd: v.number(),
  instanceHourlyUsd: v.nullable(v.number()),
  instanceType: v.string(),
  priceSource: v.nullable(v.string()),
});

/** The schema of an EndpointStatus. */
export const endpointStatusSchema = v.object({
  temperature: v.picklist(["cold", "warming", "warm", "down"]),
  model: v.string(),
  words: v.string(),
  available: v.boolean(),
  sinceSeconds: v.number(),
  secondsToWarm: v.nullable(v.number()),
  wakeSeconds: v.number(),
  wakePolicy: v.picklist(["summarization", "any", "ask", "never"]),
  wake: wakeOffer,
  cost,
});

/** The value as the large model's status; null when it is none, such as where no large model is set up. */
export function decodeEndpointStatus(value: unknown): EndpointStatus | null {
  const result = v.safeParse(endpointStatusSchema, value);
  return result.success ? result.output : null;
}
