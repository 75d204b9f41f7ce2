// What the cost meter counts with: the prices that the deployment's estimate uses, too.
import type { InstancePrice } from "@pilotlight/core/server";
import prices from "@pilotlight/prices/aws.json" with { type: "json" };

const instances = new Map(Object.entries(prices.instances));

/** The price of an instance type in the file's region; null for a type without a known price. */
export function instancePrice(type: string): InstancePrice | null {
  const price = instances.get(type);
  return price ? { usdPerHour: price.usd, source: price.source } : null;
}
