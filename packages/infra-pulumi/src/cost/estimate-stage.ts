import { recordGraph } from "../graph/record-graph.ts";
import type { ResourceGraph } from "../graph/resource-graph.ts";
import type { EndpointConfig } from "../sizing/endpoint-plan.ts";
import type { StageConfig } from "../stage-config.ts";
import { type CostEstimate, estimateCost } from "./estimate-cost.ts";
import { hoursPerMonth, pricesRegion, usagePrices } from "./prices.ts";
import { scheduledHoursPerMonth } from "./scheduled-hours.ts";

/** A stage's estimate and what to keep in mind with it. */
export interface StageEstimate extends CostEstimate {
  readonly gpuHours: number;
  /** Sentences to print below the lines. */
  readonly notes: readonly string[];
}

interface StageEstimateOptions {
  /** Hours with one GPU on; by default those that the stage itself keeps warm. */
  readonly gpuHours?: number;
  /** Hours in which the serverless endpoint of small models computes; 0 by default. */
  readonly serverlessHours?: number;
  /** The stage's resources, where they have been recorded before. */
  readonly graph?: ResourceGraph;
}

/** What the stage costs in a month, from the resources that it would create. */
export async function estimateStage(
  config: StageConfig,
  {
    gpuHours = scheduledGpuHours(config.endpoint),
    serverlessHours = 0,
    graph,
  }: StageEstimateOptions = {},
): Promise<StageEstimate> {
  const storedModelBytes =
    config.endpoint?.source.kind === "hub" ? (config.endpoint.facts?.weightBytes ?? 0) : 0;
  const estimate = estimateCost(graph ?? (await recordGraph(config)), {
    gpuHours,
    serverlessHours,
    storedModelBytes,
  });
  const notes = [
    "Without tax, free tiers, and what people's calls keep awake.",
    `With use come ${usagePrices.map(({ usd, per }) => `$${usd} per ${per}`).join(", ")}.`,
    ...(config.region === pricesRegion
      ? []
      : [`The prices are those of ${pricesRegion}; ${config.region} differs.`]),
    ...(config.endpoint && config.endpoint.minCopies === 0
      ? ["One isolated wake keeps the GPU on for about half an hour."]
      : []),
    ...(config.smallEndpoint?.hosting === "serverless" && serverlessHours === 0
      ? [
          "The serverless endpoint costs while it computes; --hours-computing <hours a month> counts that.",
        ]
      : []),
  ];
  return { ...estimate, gpuHours, notes };
}

function scheduledGpuHours(endpoint: EndpointConfig | undefined): number {
  if (!endpoint) return 0;
  if (endpoint.minCopies > 0) return endpoint.minCopies * hoursPerMonth;
  return scheduledHoursPerMonth(endpoint.warmHours);
}
