import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { formatFailures, parseFailures, strike } from "./failures.ts";
import { makeOutputs } from "./made-outputs.ts";
import { findClash, findGhosts, findUser, type Thing, World } from "./world.ts";

const region = "us-east-1";
const folders: string[] = [];
let world: World;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "pilotlight-world-"));
  folders.push(folder);
  world = new World(folder);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function make(type: string, name: string, inputs: Thing["inputs"]): Thing {
  const made = makeOutputs({ type, inputs, region, mark: World.newMark() });
  const thing = {
    urn: `urn:pulumi:test::pilotlight::${type}::${name}`,
    type,
    region,
    inputs,
    readyAtMs: 0,
    ...made,
  };
  world.put(thing);
  return thing;
}

describe("the pretended account", () => {
  test("tells who uses a thing by its id, its ARN or its name; a policy that names it is no use", () => {
    const vpc = make("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const role = make("aws:iam/role:Role", "web", { name: "web-1a2b3c4" });
    const topic = make("aws:sns/topic:Topic", "alerts", { namePrefix: "alerts-" });
    expect([vpc, role, topic].map((it) => findUser(world.things(), it))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const subnet = make("aws:ec2/subnet:Subnet", "a", { vpcId: vpc.id });
    const inline = make("aws:iam/rolePolicy:RolePolicy", "web", { role: role.id, name: "web" });
    const policy = JSON.stringify({ Resource: topic.outputs["arn"] });
    make("aws:sns/topicPolicy:TopicPolicy", "alerts", { policy });
    expect(findUser(world.things(), topic)).toBeUndefined();
    const alarm = make("aws:cloudwatch/metricAlarm:MetricAlarm", "web-errors", {
      alarmActions: [topic.outputs["arn"]],
    });
    expect(findUser(world.things(), vpc)?.urn).toBe(subnet.urn);
    expect(findUser(world.things(), role)?.urn).toBe(inline.urn);
    expect(findUser(world.things(), topic)?.urn).toBe(alarm.urn);
  });

  test("an alarm does not hold back the scaling policy that it starts", () => {
    const policy = make("aws:appautoscaling/policy:Policy", "wake", { name: "wake-1a2b3c4" });
    const service = make("aws:ecs/service:Service", "web", { cluster: policy.outputs["arn"] });
    expect(findUser(world.things(), policy)?.urn).toBe(service.urn);
    world.remove(service);
    make("aws:cloudwatch/metricAlarm:MetricAlarm", "wake", {
      alarmActions: [policy.outputs["arn"]],
    });
    expect(findUser(world.things(), policy)).toBeUndefined();
  });

  test("an ARN that only begins with another's is another's", () => {
    const first = make("aws:ecs/cluster:Cluster", "a", { name: "pilotlight-a" });
    make("aws:ecs/service:Service", "b", { cluster: `${first.id}b` });
    expect(findUser(world.things(), first)).toBeUndefined();
  });

  test("finds references to what is gone", () => {
    const vpc = make("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = { type: "aws:ec2/subnet:Subnet", inputs: { vpcId: vpc.id } };
    expect(findGhosts(world.things(), subnet)).toEqual([]);
    world.remove(vpc);
    expect(findGhosts(world.things(), subnet)).toHaveLength(1);
    const endpoint = {
      type: "aws-native:sagemaker:Endpoint",
      inputs: { endpointConfigName: "nobody" },
    };
    expect(findGhosts(world.things(), endpoint)).toEqual(["endpointConfigName nobody"]);
  });

  test("two stages share no name, two regions may; a second revision of a task is none of that", () => {
    const first = make("aws:lb/loadBalancer:LoadBalancer", "web", { name: "pilotlight-a" });
    const again = { ...first, urn: "urn:pulumi:other::pilotlight::x::web" };
    expect(
      findClash(world.things(), { ...again, inputs: { name: "pilotlight-b" }, id: "b" }),
    ).toBeUndefined();
    const records = { zoneId: "Z1", name: "text.example.org", type: "A" };
    const record = make("aws:route53/record:Record", "web", records);
    expect(findClash(world.things(), { ...record, id: "other" })?.id).toBe(record.id);
    expect(findClash(world.things(), { ...record, region: "eu-west-1" })).toBeUndefined();
    const task = make("aws:ecs/taskDefinition:TaskDefinition", "web", { family: "pilotlight-a" });
    const revision = make("aws:ecs/taskDefinition:TaskDefinition", "web", task.inputs);
    expect(world.things().filter(({ urn }) => urn === task.urn)).toHaveLength(2);
    expect(revision.id).not.toBe(task.id);
  });
});

describe("an injected failure", () => {
  const failures = parseFailures(
    formatFailures([
      { operation: "create", resource: "InferenceComponent::component", how: "halfway" },
    ]),
  );
  const component = { type: "aws-native:sagemaker:InferenceComponent", name: "component" };

  test("strikes once, and only what it names", () => {
    const hit = (more: object) =>
      strike(failures, world.folder, { operation: "create", ...component, ...more })?.how;
    expect(hit({ operation: "delete" })).toBeUndefined();
    expect(hit({ name: "other" })).toBeUndefined();
    expect(hit({})).toBe("halfway");
    expect(hit({})).toBeUndefined();
  });

  test("that is misspelt is refused", () => {
    expect(() => parseFailures("make|Role::web|refused")).toThrow(/is not <operation>/u);
  });
});
