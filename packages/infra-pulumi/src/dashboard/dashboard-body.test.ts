import { describe, expect, test } from "vitest";
import { ofType } from "../graph/resource-graph.ts";
import { listAt, numberAt, textAt } from "../rules/input-at.ts";
import { shippedStages } from "../testing/parse-stage-file.ts";
import { shippedGraph } from "../testing/stages.ts";

async function widgetsOf(stage: string): Promise<readonly unknown[]> {
  const [dashboard] = ofType(await shippedGraph(stage), "aws:cloudwatch/dashboard:Dashboard");
  const body: unknown = JSON.parse(textAt(dashboard?.inputs, "dashboardBody"));
  return listAt(body, "widgets");
}

// What each namespace's metrics are told apart by.
const dimensions: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["AWS/ApplicationELB", ["LoadBalancer", "TargetGroup"]],
  ["AWS/ECS", ["ClusterName", "ServiceName"]],
  ["AWS/SageMaker", ["InferenceComponentName"]],
  ["/aws/sagemaker/InferenceComponents", ["InferenceComponentName"]],
]);

describe("the dashboard", () => {
  test.each(shippedStages)("of %s names its own resources in every metric", async (stage) => {
    const name = `pilotlight-${stage}`;
    const own = [name, "web-1a2b3c4", "lb/web/50dc6c495c0c9188"];
    for (const widget of await widgetsOf(stage)) {
      for (const metric of listAt(widget, "properties.metrics")) {
        const [namespace, , ...pairs] = listAt({ metric }, "metric");
        const names = pairs.filter((_, index) => index % 2 === 0);
        const values = pairs.filter((_, index) => index % 2 === 1);
        expect(names).toEqual(dimensions.get(namespace));
        expect(values.filter((value) => !own.includes(String(value)))).toEqual([]);
      }
    }
  });

  test("has no chart of the large model where there is none", async () => {
    expect(await widgetsOf("dev")).toHaveLength(4);
    expect(await widgetsOf("prod")).toHaveLength(8);
  });

  test("lays its charts side by side, none over another", async () => {
    const places = (await widgetsOf("prod")).map((widget) => [
      numberAt(widget, "x"),
      numberAt(widget, "y"),
    ]);
    expect(new Set(places.map(String)).size).toBe(places.length);
    expect(Math.max(...places.map(([x = 0]) => x)) + 8).toBe(24);
  });
});
