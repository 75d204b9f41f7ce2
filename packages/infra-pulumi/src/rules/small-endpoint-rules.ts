import { ofType, type ResourceGraph } from "../graph/resource-graph.ts";
import { cpuCount, cpuInstanceTypes } from "../sizing/cpu-instances.ts";
import { inputAt, listAt, numberAt, textAt } from "./input-at.ts";
import { type Rule, ruleFor } from "./rule.ts";

const configType = "aws:sagemaker/endpointConfiguration:EndpointConfiguration";
const modelType = "aws:sagemaker/model:Model";

/** What only the small models' endpoint must have. */
export const smallEndpointRules: readonly Rule[] = [
  ruleFor(configType, ({ inputs }) => {
    const variant = inputAt(inputs, "productionVariants.0");
    const isServerless = inputAt(variant, "serverlessConfig") !== undefined;
    return [
      isServerless === (inputAt(variant, "instanceType") !== undefined) &&
        "It needs either an instance type or a serverless configuration, not both.",
      isServerless &&
        !(numberAt(variant, "serverlessConfig.memorySizeInMb") % 1024 === 0) &&
        "Its memory is no multiple of 1024 MB, the only sizes that SageMaker has for serverless.",
      isServerless &&
        inputAt(variant, "initialInstanceCount") !== undefined &&
        "It is serverless and has a number of instances; SageMaker refuses both together.",
    ];
  }),
  ruleFor(modelType, ({ inputs }, graph) => {
    const isOurs = textAt(inputs, "primaryContainer.environment.SERVER_MODE") === "sagemaker";
    return [
      isOurs &&
        textAt(inputs, "primaryContainer.image") !== webImage(graph) &&
        "Its container is another image than the web tasks'; the two speak to each other and go together.",
    ];
  }),
  ruleFor("aws:appautoscaling/policy:Policy", ({ inputs }, graph) => {
    const tracking = inputAt(inputs, "targetTrackingScalingPolicyConfiguration");
    const metric = textAt(tracking, "customizedMetricSpecification.metricName");
    return [
      metric === "CPUUtilization" &&
        numberAt(tracking, "targetValue") >= mostCpu(graph) &&
        `Its target is ${numberAt(tracking, "targetValue")}, and an instance's CPUs reach ${mostCpu(graph)} together: nothing would ever be added.`,
      metric === "CPUUtilization" &&
        listAt(tracking, "customizedMetricSpecification.dimensions").length !== 2 &&
        "Its metric names no endpoint and variant; without both there is none.",
    ];
  }),
];

function webImage(graph: ResourceGraph): string {
  const [definition] = ofType(graph, "aws:ecs/taskDefinition:TaskDefinition");
  const written = textAt(definition?.inputs, "containerDefinitions");
  return /"image":"(?<image>[^"]+)"/u.exec(written)?.groups?.["image"] ?? "";
}

/** What SageMaker's CPU metric is at most: 100 for each CPU. */
function mostCpu(graph: ResourceGraph): number {
  const [config] = ofType(graph, configType);
  const written = textAt(config?.inputs, "productionVariants.0.instanceType");
  const type = cpuInstanceTypes.find((known) => known === written);
  return type ? 100 * cpuCount(type) : NaN;
}
