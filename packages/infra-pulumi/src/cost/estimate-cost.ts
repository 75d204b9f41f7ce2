import type { ResourceGraph } from "../graph/resource-graph.ts";
import {
  type CostLine,
  type CostOptions,
  isGpuLine,
  priceResource,
  priceTrackingAlarms,
} from "./price-resource.ts";
import { hoursPerMonth } from "./prices.ts";

/** What a stage costs in a month. */
export interface CostEstimate {
  readonly lines: readonly CostLine[];
  readonly totalUsd: number;
  /** The same stage with its GPU on all the time, the usual alternative; undefined without a GPU. */
  readonly alwaysOnUsd: number | undefined;
}

/**
 * What the resources cost in a month, line by line; equal lines are added up.
 * @throws when a resource is neither priced nor known to be free
 */
export function estimateCost(graph: ResourceGraph, options: CostOptions): CostEstimate {
  const billed = graph.resources.filter(({ isInCloud }) => isInCloud);
  const lines = mergeLines([
    ...billed.flatMap((resource) => priceResource(resource, { graph, options })),
    ...priceTrackingAlarms(graph),
  ]).toSorted(
    (one, other) => other.monthlyUsd - one.monthlyUsd || one.item.localeCompare(other.item),
  );
  const totalUsd = sumOf(lines);
  const [gpu] = lines.filter(isGpuLine);
  const alwaysOnUsd = gpu && totalUsd - gpu.monthlyUsd + gpu.price.usd * hoursPerMonth;
  return { lines, totalUsd, alwaysOnUsd };
}

function sumOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0);
}

/** Equal things become one line; only lines that are counted in pieces can be equal. */
function mergeLines(lines: readonly CostLine[]): readonly CostLine[] {
  const byItem = Map.groupBy(lines, ({ item }) => item);
  return [...byItem.values()].flatMap((same) => {
    const [first] = same;
    if (!first || same.length === 1) return same;
    const pieces = same.reduce((sum, { quantity }) => sum + Number(quantity), 0);
    return [{ ...first, quantity: String(pieces), monthlyUsd: sumOf(same) }];
  });
}
