import { ofType, type ResourceGraph } from "../graph/resource-graph.ts";
import { inputAt, listAt, numberAt, textAt } from "./input-at.ts";
import { type Rule, ruleFor } from "./rule.ts";

const componentType = "aws-native:sagemaker:InferenceComponent";
const configType = "aws-native:sagemaker:EndpointConfig";
const policyType = "aws:appautoscaling/policy:Policy";

/** What only an endpoint that scales to zero must have, each learnt from a failed deployment. */
export const endpointRules: readonly Rule[] = [
  ruleFor(configType, ({ inputs }, graph) => {
    const variant = inputAt(inputs, "productionVariants.0");
    const scaling = "managedInstanceScaling";
    const max = numberAt(variant, `${scaling}.maxInstanceCount`);
    return [
      textAt(inputs, "executionRoleArn") === "" &&
        "It has no executionRoleArn; SageMaker answers 400 for a variant without a model.",
      inputAt(variant, "modelName") !== undefined &&
        "Its variant has a model; only inference component endpoints may scale to 0.",
      textAt(variant, `${scaling}.status`) !== "ENABLED" &&
        "Managed instance scaling is not ENABLED, so instances never follow the copies.",
      max < largestCopyCount(graph) &&
        `It may have ${max} instances, fewer than the copies that Auto Scaling may ask for (${largestCopyCount(graph)}).`,
      numberAt(variant, `${scaling}.minInstanceCount`) > max &&
        "Its minimum of instances is above its maximum.",
      (inputAt(variant, "instanceType") === undefined) ===
        (listAt(variant, "instancePools").length === 0) &&
        "It needs either an instance type or a pool of them, not both.",
    ];
  }),
  ruleFor(componentType, ({ inputs }, graph) => [
    !(numberAt(inputs, "runtimeConfig.copyCount") >= 1) &&
      "It starts with no copy; SageMaker refuses to create a component with CopyCount 0.",
    inputAt(inputs, "deploymentConfig.rollingUpdatePolicy") !== undefined &&
      smallestCopyCount(graph) < 2 &&
      "It rolls in batches of 5 to 50 % of its copies, which one copy cannot.",
    !hasWake(graph) &&
      smallestCopyCount(graph) === 0 &&
      "It may go to 0 copies, but no alarm on NoCapacityInvocationFailures brings it back; target tracking cannot leave zero.",
  ]),
  ruleFor("aws:cloudwatch/metricAlarm:MetricAlarm", ({ name, inputs }) => [
    name === "wake" &&
      textAt(inputs, "comparisonOperator") !== "GreaterThanOrEqualToThreshold" &&
      "It takes more than one refused call to wake; compare with GreaterThanOrEqualToThreshold.",
  ]),
  ruleFor("aws:sagemaker/model:Model", ({ inputs }) => [
    !isOurContainer(inputs) &&
      textAt(inputs, "primaryContainer.environment.SM_VLLM_HOST") !== "0.0.0.0" &&
      "SM_VLLM_HOST is not 0.0.0.0; vLLM then listens on its loopback and SageMaker's ping fails.",
    !textAt(inputs, "primaryContainer.image").includes(".dkr.ecr.") &&
      "Its container is not in a private ECR registry, the only kind that SageMaker can pull from.",
    inputAt(inputs, "primaryContainer.environment.HF_TOKEN") !== undefined &&
      "It carries a hub token; weights come from S3, never from the hub at run time.",
  ]),
];

/** True for the web image as a container of SageMaker's. */
function isOurContainer(inputs: unknown): boolean {
  return textAt(inputs, "primaryContainer.environment.SERVER_MODE") === "sagemaker";
}

function copyTargets(graph: ResourceGraph) {
  return ofType(graph, "aws:appautoscaling/target:Target").filter(
    ({ inputs }) =>
      textAt(inputs, "scalableDimension") === "sagemaker:inference-component:DesiredCopyCount",
  );
}

function smallestCopyCount(graph: ResourceGraph): number {
  return Math.min(...copyTargets(graph).map(({ inputs }) => numberAt(inputs, "minCapacity")));
}

function largestCopyCount(graph: ResourceGraph): number {
  return Math.max(...copyTargets(graph).map(({ inputs }) => numberAt(inputs, "maxCapacity")));
}

function hasWake(graph: ResourceGraph): boolean {
  const steps = ofType(graph, policyType).some(
    ({ inputs }) => textAt(inputs, "policyType") === "StepScaling",
  );
  const alarms = ofType(graph, "aws:cloudwatch/metricAlarm:MetricAlarm").some(
    ({ inputs }) =>
      textAt(inputs, "metricName") === "NoCapacityInvocationFailures" &&
      numberAt(inputs, "period") <= 60,
  );
  return steps && alarms;
}
