import { beforeAll, describe, expect, test } from "vitest";
import type { ResourceGraph } from "../graph/resource-graph.ts";
import { shippedStages } from "../testing/parse-stage-file.ts";
import { graphOf, richSettings, shippedGraph } from "../testing/stages.ts";
import { findGraphProblems } from "./check-graph.ts";
import { tamper, without } from "../testing/tamper.ts";

describe("findGraphProblems", () => {
  test.each(shippedStages)("finds nothing in the stage %s", async (stage) => {
    expect(findGraphProblems(await shippedGraph(stage))).toEqual([]);
  });

  test("finds nothing in a stage with every setting changed", async () => {
    expect(findGraphProblems(await graphOf(richSettings))).toEqual([]);
  });
});

const config = "aws-native:sagemaker:EndpointConfig::endpoint";
const component = "aws-native:sagemaker:InferenceComponent::component";
const wake = "aws:cloudwatch/metricAlarm:MetricAlarm::wake";
const variant = "productionVariants.0";

// Each trap once: the resource, the input that is spoilt, its value, and what is then said.
const traps: readonly [string, string, unknown, string][] = [
  [config, "executionRoleArn", undefined, "no executionRoleArn"],
  [config, `${variant}.modelName`, "mistral", "only inference component endpoints"],
  [config, `${variant}.managedInstanceScaling.status`, "DISABLED", "not ENABLED"],
  [config, `${variant}.managedInstanceScaling.maxInstanceCount`, 1, "fewer than the copies"],
  [config, `${variant}.managedInstanceScaling.minInstanceCount`, 3, "minimum of instances"],
  [config, `${variant}.instanceType`, undefined, "not both"],
  [config, `${variant}.instancePools`, [{ instanceType: "ml.g6.2xlarge" }], "not both"],
  [component, "runtimeConfig.copyCount", 0, "CopyCount 0"],
  [component, "deploymentConfig.rollingUpdatePolicy", {}, "which one copy cannot"],
  [wake, "comparisonOperator", "GreaterThanThreshold", "more than one refused call"],
  [wake, "metricName", "Invocations", "target tracking cannot leave zero"],
  [wake, "period", 45, "CloudWatch takes 10, 30 or whole minutes"],
  [wake, "alarmActions", [], "tells nobody"],
  ["aws:appautoscaling/policy:Policy::wake", "policyType", "TargetTrackingScaling", "leave zero"],
  ["aws:appautoscaling/target:Target::copies", "minCapacity", 9, "minimum is above"],
  [
    "aws:cloudwatch/metricAlarm:MetricAlarm::cold-too-long",
    "evaluationPeriods",
    300,
    "the limit is 86400 s",
  ],
  [
    "aws:sagemaker/model:Model::model",
    "primaryContainer.environment.SM_VLLM_HOST",
    "127.0.0.1",
    "ping fails",
  ],
  [
    "aws:sagemaker/model:Model::model",
    "primaryContainer.image",
    "public.ecr.aws/vllm:1",
    "private ECR registry",
  ],
  [
    "aws:sagemaker/model:Model::model",
    "primaryContainer.environment.HF_TOKEN",
    "hf_x",
    "never from the hub",
  ],
  [
    "aws:ec2/securityGroup:SecurityGroup::tasks",
    "ingress.0.cidrBlocks",
    ["0.0.0.0/0"],
    "opens 3000 to 3000 to the world",
  ],
  ["aws:lb/loadBalancer:LoadBalancer::web", "idleTimeout", 75, "it would answer 502"],
  ["aws:lb/loadBalancer:LoadBalancer::web", "idleTimeout", 10, "keep-alives of a stream"],
  ["aws:lb/loadBalancer:LoadBalancer::web", "internal", false, "serves plain HTTP to the world"],
  ["aws:lb/loadBalancer:LoadBalancer::web", "name", "p".repeat(33), "AWS allows 32"],
  ["aws:lb/targetGroup:TargetGroup::web", "name", "web_group", "characters that AWS refuses"],
  [
    "aws:cloudfront/distribution:Distribution::web",
    "origins.0.vpcOriginConfig.originReadTimeout",
    121,
    "above the 120 s",
  ],
  [
    "aws:cloudfront/distribution:Distribution::web",
    "origins.0.vpcOriginConfig.originKeepaliveTimeout",
    70,
    "it would answer 502",
  ],
  [
    "aws:cloudfront/distribution:Distribution::web",
    "orderedCacheBehaviors.1.responseHeadersPolicyId",
    undefined,
    "What it keeps of /models/* may hold the load balancer's cookie",
  ],
  [
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy::static",
    "cookiesConfig.cookieBehavior",
    "all",
    "may hold the load balancer's cookie",
  ],
  [
    "aws:cloudfront/distribution:Distribution::web",
    "defaultCacheBehavior.viewerProtocolPolicy",
    "allow-all",
    "serves plain HTTP",
  ],
  ["aws:ecs/taskDefinition:TaskDefinition::web", "memory", "512", "sells no 512 CPU units"],
  ["aws:wafv2/webAcl:WebAcl::web", "rules.1.priority", 0, "same priority"],
  [
    "aws:wafv2/webAcl:WebAcl::web",
    "rules.1.statement.managedRuleGroupStatement.ruleActionOverrides",
    [],
    "SizeRestrictions_BODY, CrossSiteScripting_BODY, GenericLFI_BODY, GenericRFI_BODY would answer 403",
  ],
  ["aws:cloudwatch/logGroup:LogGroup::web", "retentionInDays", undefined, "for ever"],
];

const group = "aws:ec2/securityGroup:SecurityGroup::tasks";

// Texts that AWS refuses, one of each kind: what only a first deployment would have found out.
const texts: readonly [string, string, unknown, string][] = [
  [group, "egress.0.description", "AWS's services", "characters that AWS refuses (EC2"],
  [group, "ingress.0.description", "Größe", "characters that AWS refuses (EC2"],
  [group, "description", "The web tasks – all", "characters that AWS refuses (EC2"],
  [group, "namePrefix", "p".repeat(101), "AWS allows 100"],
  ["aws:iam/role:Role::task", "description", "The server’s own", "refuses (IAM"],
  [wake, "alarmDescription", "a".repeat(1025), "AWS allows 1024"],
  ["aws:sns/topic:Topic::alerts", "namePrefix", "alerts of prod", "refuses (SNS"],
  ["aws:budgets/budget:Budget::month", "namePrefix", "prod: month", "refuses (Budgets"],
  ["aws:wafv2/webAcl:WebAcl::web", "rules.0.visibilityConfig.metricName", "a b", "refuses (WAF"],
  ["aws:wafv2/webAcl:WebAcl::web", "description", "ours", "Nothing is known of what AWS takes"],
  ["aws:cloudfront/distribution:Distribution::web", "comment", "c".repeat(129), "allows 128"],
  ["aws:cloudwatch/dashboard:Dashboard::stage", "dashboardName", "a b", "refuses (CloudWatch"],
  ["aws:ecs/cluster:Cluster::web", "name", "a b", "refuses (ECS"],
  ["aws:ecr/repository:Repository::web", "name", "Pilotlight", "refuses (ECR"],
  [component, "inferenceComponentName", "-a", "refuses (SageMaker"],
  [component, "tags.0.value", "our team's", "refuses (Resource Groups"],
  ["aws:ec2/vpc:Vpc::vpc", "tags.Name", "a;b", "refuses (Resource Groups"],
  ["aws:ec2/vpc:Vpc::vpc", "tags.aws:own", "a", "refuses (Resource Groups"],
  ["pulumi:providers:aws::aws", "defaultTags", '{"tags":{"stage":"it\'s"}}', "refuses (Resource"],
];

// And what stands inside the task's container definition, which is JSON within the inputs.
const containerTraps: readonly [string, unknown, string][] = [
  ["image", "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:latest", "not named by digest"],
  ["readonlyRootFilesystem", false, "can be written"],
  ["stopTimeout", 121, "more than the 120 s"],
  ["environment", [{ name: "API_KEYS", value: "k1" }], "API_KEYS in plain text"],
  ["secrets", [{ name: "API_KEYS", valueFrom: "k1" }], "no reference into Secrets Manager"],
];

describe("a graph that was spoilt", () => {
  let graph: ResourceGraph;
  beforeAll(async () => {
    graph = await shippedGraph("prod");
  });

  test.each(traps)("%s with %s = %j is found out", (resource, path, value, message) => {
    const problems = findGraphProblems(tamper(graph, { resource, path, value }));
    expect(problems.map((problem) => problem.message).join("\n")).toContain(message);
  });

  test.each(texts)("%s with %s = %j is found out", (resource, path, value, message) => {
    const problems = findGraphProblems(tamper(graph, { resource, path, value }));
    expect(problems.map((problem) => problem.message).join("\n")).toContain(message);
  });

  test("a name that Pulumi makes longer than AWS takes is found out", () => {
    const type = "aws:lb/targetGroup:TargetGroup";
    const resources = graph.resources.map((resource) =>
      resource.type === type ? { ...resource, name: "t".repeat(25) } : resource,
    );
    expect(findGraphProblems({ ...graph, resources }).map(({ message }) => message)).toEqual([
      expect.stringContaining("has 33 characters; AWS allows 32"),
    ]);
  });

  test.each(containerTraps)("a container with %s = %j is found out", (path, value, message) => {
    const resource = "aws:ecs/taskDefinition:TaskDefinition::web";
    const within = "containerDefinitions";
    const problems = findGraphProblems(
      tamper(graph, { resource, path: `0.${path}`, value, within }),
    );
    expect(problems.map((problem) => problem.message).join("\n")).toContain(message);
  });

  test("a bucket that nothing closes is found out", () => {
    const type = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
    expect(findGraphProblems(without(graph, type))).toEqual([
      { resource: "aws:s3/bucket:Bucket::models", message: "Nothing blocks public access to it." },
    ]);
  });
});
