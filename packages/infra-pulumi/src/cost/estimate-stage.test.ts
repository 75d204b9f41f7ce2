import { describe, expect, test } from "vitest";
import { parseStageConfig } from "../parse-stage-config.ts";
import { shippedStages } from "../testing/parse-stage-file.ts";
import { graphOf, richSettings, shippedGraph, shippedStage } from "../testing/stages.ts";
import { estimateCost } from "./estimate-cost.ts";
import { estimateStage } from "./estimate-stage.ts";
import { freeTypes } from "./price-resource.ts";
import { instancePrices, prices } from "./prices.ts";

const usdOf = (lines: readonly { item: string; monthlyUsd: number }[], item: string) =>
  lines.find((line) => line.item === item)?.monthlyUsd;

async function estimateShipped(stage: string, gpuHours?: number) {
  const graph = await shippedGraph(stage);
  return estimateStage(shippedStage(stage), { graph, ...(gpuHours !== undefined && { gpuHours }) });
}

async function estimateRich() {
  const graph = await graphOf(richSettings);
  return estimateStage(parseStageConfig(richSettings, "test"), { graph });
}

describe("a month of", () => {
  test("dev costs at most $50", async () => {
    const { totalUsd, alwaysOnUsd } = await estimateShipped("dev");
    expect(totalUsd).toBeLessThanOrEqual(50);
    expect(totalUsd).toBeGreaterThan(30);
    expect(alwaysOnUsd).toBeUndefined();
  });

  test("prod with its GPU asleep costs at most $100, and over $1,000 with it always on", async () => {
    const { totalUsd, alwaysOnUsd } = await estimateShipped("prod");
    expect(totalUsd).toBeLessThanOrEqual(100);
    expect(alwaysOnUsd).toBeGreaterThan(1000);
  });

  test("prod adds one instance-hour for each hour that its GPU is on", async () => {
    const [asleep, awake] = [await estimateShipped("prod", 0), await estimateShipped("prod", 40)];
    const hourUsd = instancePrices["ml.g5.2xlarge"].usd;
    expect(awake.totalUsd - asleep.totalUsd).toBeCloseTo(40 * hourUsd, 6);
    expect(awake.alwaysOnUsd).toBeCloseTo(asleep.alwaysOnUsd ?? 0, 6);
  });
});

describe("the lines", () => {
  test.each([...shippedStages])("of %s add up to the total", async (stage) => {
    const { lines, totalUsd } = await estimateShipped(stage);
    expect(lines.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0)).toBeCloseTo(totalUsd, 9);
    expect(new Set(lines.map(({ item }) => item)).size).toBe(lines.length);
  });

  test("follow the resources: tasks, addresses, rules, NAT gateway, secrets", async () => {
    const { lines } = await estimateRich();
    expect(usdOf(lines, "Web tasks, CPU")).toBeCloseTo(2 * 730 * prices.fargateVcpu.usd, 6);
    expect(usdOf(lines, "Web tasks, memory")).toBeCloseTo(2 * 4 * 730 * prices.fargateGb.usd, 6);
    expect(usdOf(lines, "Public addresses of the tasks")).toBeUndefined();
    expect(usdOf(lines, "Public addresses of the load balancer")).toBeCloseTo(7.3, 6);
    expect(usdOf(lines, "NAT gateway")).toBeCloseTo(32.85, 6);
    expect(usdOf(lines, "Firewall rules")).toBe(4);
    expect(usdOf(lines, "Secrets")).toBe(0.4);
  });

  test("count the GPU that a minimum of copies keeps on", async () => {
    const { gpuHours, lines } = await estimateRich();
    expect(gpuHours).toBe(2 * 730);
    expect(usdOf(lines, "GPU instance, ml.g5.12xlarge")).toBeCloseTo(2 * 730 * 7.09, 6);
  });
});

test("a resource without a price stops the estimate and is named", async () => {
  const graph = await shippedGraph("dev");
  const mystery = { type: "aws:redshift/cluster:Cluster", name: "x", isInCloud: true, inputs: {} };
  const options = { gpuHours: 0, storedModelBytes: 0 };
  expect(() =>
    estimateCost({ ...graph, resources: [...graph.resources, mystery] }, options),
  ).toThrow("aws:redshift/cluster:Cluster has no price.");
});

test("nothing is called free that is billed by the hour", () => {
  for (const type of ["NatGateway", "LoadBalancer", "Service", "EndpointConfig", "Eip"]) {
    expect([...freeTypes].filter((free) => free.endsWith(`:${type}`))).toEqual([]);
  }
});
