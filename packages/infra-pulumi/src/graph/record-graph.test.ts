import { describe, expect, test } from "vitest";
import { shippedGraph, shippedStage } from "../testing/stages.ts";
import { recordGraph } from "./record-graph.ts";
import type { ResourceGraph } from "./resource-graph.ts";

/** One line per service of the provider: which kinds of resources, and how many of each. */
function summary({ resources }: ResourceGraph): readonly string[] {
  const inCloud = resources.filter(({ isInCloud }) => isInCloud);
  const services = Map.groupBy(inCloud, ({ type }) => type.split(/[:/]/u)[1] ?? type);
  return [...services]
    .map(([service, members]) => {
      const kinds = Map.groupBy(members, ({ type }) => type.split(":").at(-1) ?? type);
      const counted = [...kinds].map(([kind, { length }]) =>
        length === 1 ? kind : `${length} ${kind}`,
      );
      return `${service}: ${counted.toSorted().join(", ")}`;
    })
    .toSorted();
}

describe("what a stage creates", () => {
  test("dev: no GPU, no firewall, one task behind CloudFront", async () => {
    expect(summary(await shippedGraph("dev"))).toMatchInlineSnapshot(`
      [
        "budgets: Budget",
        "cloudfront: Distribution, OriginRequestPolicy, ResponseHeadersPolicy, VpcOrigin",
        "cloudwatch: 2 MetricAlarm, Dashboard, LogGroup",
        "ec2: 2 RouteTable, 2 SecurityGroup, 4 RouteTableAssociation, 4 Subnet, InternetGateway, Route, Vpc, VpcEndpoint",
        "ecr: LifecyclePolicy, Repository",
        "ecs: Cluster, Service, TaskDefinition",
        "iam: 2 Role, RolePolicy",
        "lb: Listener, LoadBalancer, TargetGroup",
        "sns: Topic, TopicPolicy",
      ]
    `);
  });

  test("staging: the model on the smallest GPU, behind CloudFront and a firewall", async () => {
    expect(summary(await shippedGraph("staging"))).toMatchInlineSnapshot(`
      [
        "appautoscaling: 2 Policy, Target",
        "budgets: Budget",
        "cloudfront: Distribution, OriginRequestPolicy, ResponseHeadersPolicy, VpcOrigin",
        "cloudwatch: 3 LogGroup, 6 MetricAlarm, Dashboard",
        "ec2: 2 RouteTable, 2 SecurityGroup, 4 RouteTableAssociation, 4 Subnet, InternetGateway, Route, Vpc, VpcEndpoint",
        "ecr: LifecyclePolicy, Repository",
        "ecs: Cluster, Service, TaskDefinition",
        "iam: 3 Role, 3 RolePolicy",
        "lb: Listener, LoadBalancer, TargetGroup",
        "s3: Bucket, BucketLifecycleConfiguration, BucketPublicAccessBlock",
        "sagemaker: Endpoint, EndpointConfig, InferenceComponent, Model",
        "sns: Topic, TopicPolicy",
        "wafv2: WebAcl",
      ]
    `);
  });

  test("prod: tasks that scale, and the model in bf16", async () => {
    expect(summary(await shippedGraph("prod"))).toMatchInlineSnapshot(`
      [
        "appautoscaling: 2 Target, 4 Policy",
        "budgets: Budget",
        "cloudfront: Distribution, OriginRequestPolicy, ResponseHeadersPolicy, VpcOrigin",
        "cloudwatch: 3 LogGroup, 6 MetricAlarm, Dashboard",
        "ec2: 2 RouteTable, 2 SecurityGroup, 4 RouteTableAssociation, 4 Subnet, InternetGateway, Route, Vpc, VpcEndpoint",
        "ecr: LifecyclePolicy, Repository",
        "ecs: Cluster, Service, TaskDefinition",
        "iam: 3 Role, 3 RolePolicy",
        "lb: Listener, LoadBalancer, TargetGroup",
        "s3: Bucket, BucketLifecycleConfiguration, BucketPublicAccessBlock",
        "sagemaker: Endpoint, EndpointConfig, InferenceComponent, Model",
        "sns: Topic, TopicPolicy",
        "wafv2: WebAcl",
      ]
    `);
  });

  test("before there is an image: the repository and the bucket", async () => {
    const graph = await recordGraph(shippedStage("prod"), "foundation");
    expect(summary(graph)).toEqual([
      "ecr: LifecyclePolicy, Repository",
      "s3: Bucket, BucketLifecycleConfiguration, BucketPublicAccessBlock",
    ]);
    expect(graph.outputs).toMatchObject({ phase: "foundation", url: undefined, image: undefined });
  });
});

test("the same stage gives the same resources a second time", async () => {
  const [first, second] = [
    await shippedGraph("staging"),
    await recordGraph(shippedStage("staging")),
  ];
  const inOrder = ({ resources }: ResourceGraph) =>
    resources.map((resource) => JSON.stringify(resource)).toSorted();
  expect(inOrder(second)).toEqual(inOrder(first));
});
