import { describe, expect, test } from "vitest";
import type { GraphResource } from "../../graph/resource-graph.ts";
import { shippedStages } from "../parse-stage-file.ts";
import { graphOf, reusingSettings, richSettings, shippedGraph } from "../stages.ts";
import { makeOutputs } from "./made-outputs.ts";
import { kindOf, knownTypes, mustDeleteFirst, replaces } from "./resource-kinds.ts";
import { World } from "./world.ts";

async function everyResource(): Promise<readonly GraphResource[]> {
  const graphs = [
    ...(await Promise.all(shippedStages.map(shippedGraph))),
    await graphOf(richSettings),
    await graphOf(reusingSettings),
  ];
  return graphs.flatMap(({ resources }) => resources).filter(({ isInCloud }) => isInCloud);
}

describe("the engine's stand-ins know", () => {
  test("every type that a stage can have, and no other", async () => {
    const used = new Set((await everyResource()).map(({ type }) => type));
    expect([...used].toSorted()).toEqual(knownTypes.toSorted());
  });

  test("an id for each that nothing else has", async () => {
    const region = "us-east-1";
    for (const { type, inputs } of await everyResource()) {
      const named = { [kindOf(type).autoName?.[0] ?? "name"]: "given", ...inputs };
      const { id } = makeOutputs({ type, inputs: named, region, mark: World.newMark() });
      expect(id).not.toMatch(/undefined|^$/u);
    }
  });

  test("that an unknown type is a mistake", () => {
    expect(() => kindOf("aws:sqs/queue:Queue")).toThrow(/Nothing is known of aws:sqs/u);
  });
});

describe("what cannot be changed in place", () => {
  test.each([
    // From CloudFormation's schema.
    ["aws-native:sagemaker:EndpointConfig", "productionVariants", true],
    ["aws-native:sagemaker:EndpointConfig", "tags", false],
    ["aws-native:sagemaker:Endpoint", "endpointConfigName", false],
    ["aws-native:sagemaker:InferenceComponent", "specification", false],
    ["aws:ec2/subnet:Subnet", "cidrBlock", true],
    ["aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions", true],
    ["aws:ecs/service:Service", "taskDefinition", false],
    // From the providers' own behaviour.
    ["aws-native:sagemaker:InferenceComponent", "endpointName", true],
    ["aws:lb/loadBalancer:LoadBalancer", "internal", true],
    ["aws:ec2/routeTableAssociation:RouteTableAssociation", "routeTableId", false],
  ])("%s %s: %s", (type, input, isFresh) => {
    expect(replaces(type, input)).toBe(isFresh);
  });

  test("a name that the program gives is free before its successor comes; one that is made up need not be", () => {
    const type = "aws:lb/loadBalancer:LoadBalancer";
    expect(mustDeleteFirst(type, { name: "pilotlight-prod" }, false)).toBe(true);
    expect(mustDeleteFirst(type, { name: "web-1a2b3c4" }, true)).toBe(false);
  });
});
