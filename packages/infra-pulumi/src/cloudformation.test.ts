import { beforeAll, describe, expect, test } from "vitest";
import { ofType, type GraphResource, type ResourceGraph } from "./graph/resource-graph.ts";
import { checkAgainstCloudFormation } from "./testing/parse-cloudformation.ts";
import { shippedStages } from "./testing/parse-stage-file.ts";
import { graphOf, richSettings, shippedGraph } from "./testing/stages.ts";

const cloudFormationTypes = new Map([
  ["aws-native:sagemaker:EndpointConfig", "AWS::SageMaker::EndpointConfig"],
  ["aws-native:sagemaker:Endpoint", "AWS::SageMaker::Endpoint"],
  ["aws-native:sagemaker:InferenceComponent", "AWS::SageMaker::InferenceComponent"],
]);

function check({ type, inputs }: GraphResource): readonly string[] {
  return checkAgainstCloudFormation(cloudFormationTypes.get(type) ?? type, inputs);
}

function nativeResources(graph: ResourceGraph): readonly GraphResource[] {
  return graph.resources.filter(({ type }) => type.startsWith("aws-native:"));
}

describe("every input of the aws-native provider is one that CloudFormation knows", () => {
  test.each(shippedStages)("stage %s", async (stage) => {
    const resources = nativeResources(await shippedGraph(stage));
    expect(resources).toHaveLength(stage === "dev" ? 0 : 3);
    expect(resources.flatMap(check)).toEqual([]);
  });

  test("a stage with every setting changed", async () => {
    expect(nativeResources(await graphOf(richSettings)).flatMap(check)).toEqual([]);
  });
});

describe("the check finds", () => {
  let config: GraphResource;
  let component: GraphResource;
  beforeAll(async () => {
    const graph = await shippedGraph("prod");
    const [first] = ofType(graph, "aws-native:sagemaker:EndpointConfig");
    const [second] = ofType(graph, "aws-native:sagemaker:InferenceComponent");
    if (!first || !second) throw new Error("prod has no endpoint");
    config = first;
    component = second;
  });

  test("a name that is not there", () => {
    expect(check({ ...component, inputs: { ...component.inputs, copies: 1 } })).toEqual([
      "AWS::SageMaker::InferenceComponent.copies is unknown",
    ]);
  });

  test("a name that is missing", () => {
    const inputs = { ...component.inputs, endpointName: undefined };
    expect(check({ ...component, inputs })).toEqual([
      "AWS::SageMaker::InferenceComponent.endpointname is missing",
    ]);
  });

  test("a number that is not among the allowed ones", () => {
    const metricsConfig = { metricPublishFrequencyInSeconds: "often" };
    expect(check({ ...config, inputs: { ...config.inputs, metricsConfig } })).toEqual([
      "AWS::SageMaker::EndpointConfig.metricsConfig.metricPublishFrequencyInSeconds is no number",
    ]);
  });

  test("a word that is not among the allowed ones", () => {
    const maximumBatchSize = { type: "COPIES", value: 1 };
    const deploymentConfig = {
      rollingUpdatePolicy: { maximumBatchSize, waitIntervalInSeconds: 60 },
    };
    expect(check({ ...component, inputs: { ...component.inputs, deploymentConfig } })).toEqual([
      "AWS::SageMaker::InferenceComponent.deploymentConfig.rollingUpdatePolicy.maximumBatchSize.type is COPIES, not COPY_COUNT or CAPACITY_PERCENT",
    ]);
  });
});
