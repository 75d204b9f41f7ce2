// What an account has already and a stage is to use: its network, certificate, boundary and tags.
import { describe, expect, test } from "vitest";
import { ofType, type ResourceGraph } from "../graph/resource-graph.ts";
import { findGraphProblems } from "../rules/check-graph.ts";
import { inputAt, listAt, textAt } from "../rules/input-at.ts";
import { parseStageConfig } from "../parse-stage-config.ts";
import { graphOf } from "../testing/stages.ts";

const gpu = { region: "us-east-1", hosting: "gpu" };
const vpc = {
  id: "vpc-0123456789abcdef0",
  publicSubnetIds: ["subnet-0123456789abcdef0", "subnet-1123456789abcdef0"],
  innerSubnetIds: ["subnet-2123456789abcdef0", "subnet-3123456789abcdef0"],
};
const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/12ab-34cd";

const inputsOf = (graph: ResourceGraph, type: string) =>
  ofType(graph, type).map(({ inputs }) => inputs);

const none = { region: "us-east-1", hosting: "none" };
const pair = vpc.publicSubnetIds;

// What a person may write, and the one thing that they are then told.
const mistakes: readonly [string, unknown, string, string][] = [
  [
    "a network without a second subnet for its tasks",
    {
      ...none,
      vpc: {
        id: "vpc-0123456789abcdef0",
        publicSubnetIds: ["subnet-0123456789abcdef0"],
        innerSubnetIds: ["subnet-1123456789abcdef0", "subnet-2123456789abcdef0"],
      },
    },
    "vpc.publicSubnetIds",
    "It has fewer than 2 subnets.",
  ],
  [
    "a network without an inner subnet for the load balancer",
    { ...none, vpc: { id: "vpc-0123456789abcdef0", publicSubnetIds: pair } },
    "vpc.innerSubnetIds",
    "It has fewer than 2 subnets.",
  ],
  [
    "a certificate of another region",
    {
      ...none,
      domain: {
        name: "text.example.org",
        certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/abc-1",
      },
    },
    "domain.certificateArn",
    "The certificate is in eu-west-1, the stage in us-east-1.",
  ],
  [
    "a tag that AWS refuses",
    { ...none, tags: { team: "it's ours" } },
    "tags.team",
    "It is \"it's ours\". Set a tag's value",
  ],
  [
    "a tag that the stage sets itself",
    { ...none, tags: { stage: "mine" } },
    "tags.stage",
    'The stage sets the tag "stage" itself.',
  ],
  [
    "a boundary that is no policy",
    { ...none, permissionsBoundary: "PowerUserAccess" },
    "permissionsBoundary",
    'It is "PowerUserAccess". Set the ARN of the policy that bounds every role.',
  ],
];

test.each(mistakes)("%s is told", (_, settings, setting, message) => {
  expect(() => parseStageConfig(settings, "test")).toThrow(`${setting}: ${message}`);
});

describe("a network that is there", () => {
  test("is used as it is: nothing of a network is made", async () => {
    const graph = await graphOf({ ...gpu, vpc });
    const made = graph.resources.filter(({ type }) => type.startsWith("aws:ec2/"));
    expect(new Set(made.map(({ type }) => type))).toEqual(
      new Set(["aws:ec2/securityGroup:SecurityGroup"]),
    );
    expect(new Set(made.map(({ inputs }) => inputs["vpcId"]))).toEqual(new Set([vpc.id]));
    expect(findGraphProblems(graph)).toEqual([]);
  });

  test("takes the load balancer inside and the tasks where web.network says", async () => {
    const subnetsOf = async (network: "public" | "private") => {
      const graph = await graphOf({ ...gpu, vpc, web: { network } });
      const [balancer] = inputsOf(graph, "aws:lb/loadBalancer:LoadBalancer");
      const [service] = inputsOf(graph, "aws:ecs/service:Service");
      return [balancer?.["subnets"], inputAt(service, "networkConfiguration.subnets")];
    };
    expect(await subnetsOf("public")).toEqual([vpc.innerSubnetIds, vpc.publicSubnetIds]);
    expect(await subnetsOf("private")).toEqual([vpc.innerSubnetIds, vpc.innerSubnetIds]);
  });

  test("lets the load balancer out to the network's own addresses", async () => {
    const groups = ofType(await graphOf({ ...gpu, vpc }), "aws:ec2/securityGroup:SecurityGroup");
    const balancer = groups.find(({ name }) => name === "balancer");
    expect(listAt(balancer?.inputs, "egress.0.cidrBlocks")).toEqual(["172.31.0.0/16"]);
  });
});

describe("a certificate that is there", () => {
  const named = { name: "text.example.org", certificateArn };

  test("is used, and the name is kept where it is: the stage tells what to point it to", async () => {
    const graph = await graphOf({ ...gpu, domain: named });
    const types = graph.resources.map(({ type }) => type);
    expect(types.filter((type) => /acm|route53/u.test(type))).toEqual([]);
    const listeners = inputsOf(graph, "aws:lb/listener:Listener");
    expect(listeners.map((inputs) => inputs["certificateArn"])).toContain(certificateArn);
    expect(graph.outputs).toMatchObject({
      url: "https://text.example.org",
      dnsTarget: "web.us-east-1.elb.amazonaws.com",
    });
  });

  test("with a zone only saves the proof", async () => {
    const graph = await graphOf({ ...gpu, domain: { ...named, zone: "example.org" } });
    const types = graph.resources.map(({ type }) => type);
    expect(types.filter((type) => /acm|route53/u.test(type))).toEqual([
      "aws:route53/record:Record",
    ]);
    expect(graph.outputs["dnsTarget"]).toBeUndefined();
  });
});

test("a boundary bounds every role", async () => {
  const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
  const roles = inputsOf(await graphOf({ ...gpu, permissionsBoundary }), "aws:iam/role:Role");
  expect(roles).toHaveLength(3);
  expect(new Set(roles.map((inputs) => inputs["permissionsBoundary"]))).toEqual(
    new Set([permissionsBoundary]),
  );
});

test("tags of one's own stand beside the stage's on the resources of both providers", async () => {
  const graph = await graphOf({ ...gpu, tags: { team: "text", "cost centre": "12/a" } });
  const [provider] = inputsOf(graph, "pulumi:providers:aws");
  expect(JSON.parse(textAt(provider, "defaultTags"))).toEqual({
    tags: { team: "text", "cost centre": "12/a", project: "pilotlight", stage: "test" },
  });
  const [endpoint] = inputsOf(graph, "aws-native:sagemaker:Endpoint");
  expect(listAt(endpoint, "tags")).toContainEqual({ key: "team", value: "text" });
  expect(findGraphProblems(graph)).toEqual([]);
});

// Names that are ours alone; all others get characters by chance from Pulumi or from the provider.
const fixedNames = new Set([
  "name",
  "family",
  "dashboardName",
  "endpointName",
  "inferenceComponentName",
  "vpcOriginEndpointConfig.name",
]);

test("two stages in one account and region share no name", async () => {
  const namesOf = async (stage: string) => {
    const { resources } = await graphOf(gpu, stage);
    return resources
      .filter(({ isInCloud }) => isInCloud)
      .flatMap(({ type, inputs }) =>
        [...fixedNames].map((path) => [type, textAt(inputs, path)] as const),
      )
      .filter(([, name]) => name !== "")
      .map(([type, name]) => `${type} ${name}`);
  };
  const [one, other] = [await namesOf("team"), await namesOf("team-two")];
  expect(one.length).toBeGreaterThan(8);
  expect(other.filter((name) => one.includes(name))).toEqual([]);
});
