import { describe, expect, test } from "vitest";
import { ofType, type ResourceGraph } from "../graph/resource-graph.ts";
import { inputAt, listAt, textAt } from "../rules/input-at.ts";
import { graphOf, richSettings } from "../testing/stages.ts";

const gpu = { region: "us-east-1", hosting: "gpu" };
const none = { region: "us-east-1", hosting: "none" };

const inputsOf = (graph: ResourceGraph, type: string) =>
  ofType(graph, type).map(({ inputs }) => inputs);

describe("without a domain", () => {
  test("nothing of the stage is open to the world: CloudFront comes in inside the VPC", async () => {
    const graph = await graphOf(none);
    expect(inputsOf(graph, "aws:lb/loadBalancer:LoadBalancer")).toMatchObject([{ internal: true }]);
    expect(JSON.stringify(inputsOf(graph, "aws:ec2/securityGroup:SecurityGroup"))).not.toMatch(
      /"ingress":[^\]]*0\.0\.0\.0/u,
    );
  });

  test("the server learns from CloudFront whether the page is secure", async () => {
    const [distribution] = inputsOf(
      await graphOf(none),
      "aws:cloudfront/distribution:Distribution",
    );
    expect(distribution).toMatchObject({
      defaultCacheBehavior: {
        viewerProtocolPolicy: "redirect-to-https",
        originRequestPolicyId: "33f36d7e-f396-46d9-90e0-52428a34d9dc",
      },
    });
  });

  test("what CloudFront keeps holds no cookie of the load balancer", async () => {
    const graph = await graphOf(none);
    const [distribution] = inputsOf(graph, "aws:cloudfront/distribution:Distribution");
    const kept = listAt(distribution, "orderedCacheBehaviors");
    expect(kept.map((behaviour) => textAt(behaviour, "pathPattern"))).toEqual([
      "/_app/immutable/*",
      "/models/*",
    ]);
    const [request] = inputsOf(graph, "aws:cloudfront/originRequestPolicy:OriginRequestPolicy");
    const [response] = inputsOf(
      graph,
      "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    );
    expect(textAt(request, "cookiesConfig.cookieBehavior")).toBe("none");
    expect(listAt(response, "removeHeadersConfig.items")).toEqual([{ header: "Set-Cookie" }]);
  });

  test("the firewall stands before CloudFront, in the region that CloudFront asks for", async () => {
    const [acl] = inputsOf(await graphOf(none), "aws:wafv2/webAcl:WebAcl");
    expect(acl).toMatchObject({ scope: "CLOUDFRONT", region: "us-east-1" });
  });
});

describe("with a domain", () => {
  test("the load balancer speaks HTTPS with the domain's certificate, and HTTP only to redirect", async () => {
    const listeners = inputsOf(await graphOf(richSettings), "aws:lb/listener:Listener");
    expect(
      listeners
        .map((inputs) => [inputs["port"], textAt(inputs, "defaultActions.0.type")])
        .toSorted(),
    ).toEqual([
      [443, "forward"],
      [80, "redirect"],
    ]);
  });

  test("the firewall is tied to the load balancer", async () => {
    const graph = await graphOf(richSettings);
    expect(inputsOf(graph, "aws:wafv2/webAcl:WebAcl")).toMatchObject([{ scope: "REGIONAL" }]);
    expect(inputsOf(graph, "aws:wafv2/webAclAssociation:WebAclAssociation")).toHaveLength(1);
  });

  test("there is no CloudFront", async () => {
    const graph = await graphOf(richSettings);
    expect(inputsOf(graph, "aws:cloudfront/distribution:Distribution")).toEqual([]);
  });
});

describe("the endpoint", () => {
  test("takes its first type, and the others of its pool in their order", async () => {
    const endpoint = { fallbackInstanceTypes: ["ml.g6.2xlarge", "ml.g5.4xlarge"] };
    const [config] = inputsOf(
      await graphOf({ ...gpu, endpoint }),
      "aws-native:sagemaker:EndpointConfig",
    );
    expect(listAt(config, "productionVariants.0.instancePools")).toEqual([
      { instanceType: "ml.g5.2xlarge", priority: 1 },
      { instanceType: "ml.g6.2xlarge", priority: 2 },
      { instanceType: "ml.g5.4xlarge", priority: 3 },
    ]);
  });

  test("asks for what nobody has tried with a minimum of 0 only where a setting says so", async () => {
    const variantOf = async (endpoint: object) => {
      const [config] = inputsOf(
        await graphOf({ ...gpu, endpoint }),
        "aws-native:sagemaker:EndpointConfig",
      );
      return inputAt(config, "productionVariants.0");
    };
    const plain = await variantOf({});
    expect(inputAt(plain, "instanceType")).toBe("ml.g5.2xlarge");
    expect(inputAt(plain, "instancePools")).toBeUndefined();
    expect(inputAt(plain, "managedInstanceScaling.scaleInPolicy")).toBeUndefined();
    const asked = await variantOf({ idleMinutesToRelease: 7 });
    expect(inputAt(asked, "managedInstanceScaling.scaleInPolicy")).toEqual({
      strategy: "IDLE_RELEASE",
      cooldownInMinutes: 7,
    });
  });

  test("is warmed and put to sleep by the clock of the stage's time zone", async () => {
    const warmHours = [{ from: "08:30", to: "18:00", timeZone: "Europe/Berlin" }];
    const actions = inputsOf(
      await graphOf({ ...gpu, endpoint: { warmHours } }),
      "aws:appautoscaling/scheduledAction:ScheduledAction",
    );
    expect(actions).toMatchObject([
      {
        schedule: "cron(30 8 ? * MON-FRI *)",
        timezone: "Europe/Berlin",
        scalableTargetAction: { minCapacity: 1 },
      },
      { schedule: "cron(0 18 ? * MON-FRI *)", scalableTargetAction: { minCapacity: 0 } },
    ]);
  });

  test("rolls over copies only where at least two always run", async () => {
    const rolls = async (minCopies: number) => {
      const [component] = inputsOf(
        await graphOf({ ...gpu, endpoint: { minCopies, maxCopies: 3 } }),
        "aws-native:sagemaker:InferenceComponent",
      );
      return inputAt(component, "deploymentConfig.rollingUpdatePolicy") !== undefined;
    };
    expect([await rolls(0), await rolls(1), await rolls(2)]).toEqual([false, false, true]);
  });

  test("reads hub weights from the stage's bucket by revision, own ones from where they lie", async () => {
    const uri = async (settings: unknown) => {
      const [model] = inputsOf(await graphOf(settings), "aws:sagemaker/model:Model");
      return textAt(model, "primaryContainer.modelDataSource.s3DataSources.0.s3Uri");
    };
    expect(await uri(gpu)).toBe(
      "s3://pilotlight-test-models-1a2b3c4/models/mistralai/Mistral-7B-Instruct-v0.3/c170c708c41dac9275d15a8fff4eca08d52bab71/",
    );
    expect(await uri(richSettings)).toBe("s3://our-weights/mistral/");
  });

  /** What another model changes. */
  async function changedBy(endpoint: object): Promise<readonly string[]> {
    const other = `mistralai/Mistral-7B-Instruct-v0.2@${"b".repeat(40)}`;
    const [before, after] = [
      await graphOf({ ...gpu, endpoint }),
      await graphOf({ ...gpu, endpoint: { ...endpoint, model: other } }),
    ];
    const known = new Set(before.resources.map((resource) => JSON.stringify(resource)));
    const changed = after.resources.filter((resource) => !known.has(JSON.stringify(resource)));
    return changed.map(({ type, name }) => `${type}::${name}`).toSorted();
  }

  test("another model is one changed setting: only the weights and the model's name differ", async () => {
    expect(await changedBy({})).toEqual([
      "aws:ecs/taskDefinition:TaskDefinition::web",
      "aws:iam/rolePolicy:RolePolicy::endpoint",
      "aws:sagemaker/model:Model::model",
    ]);
  });

  test("another model leaves the web as it is where its name is set", async () => {
    expect(await changedBy({ servedName: "our/chat" })).toEqual([
      "aws:iam/rolePolicy:RolePolicy::endpoint",
      "aws:sagemaker/model:Model::model",
    ]);
  });
});

describe("the tasks", () => {
  test("stay with the browser that has their run, as soon as there can be two", async () => {
    const sticky = async (maxTasks: number) => {
      const graph = await graphOf({ ...none, web: { maxTasks } });
      const [group] = inputsOf(graph, "aws:lb/targetGroup:TargetGroup");
      return inputAt(group, "stickiness.enabled") === true;
    };
    expect([await sticky(1), await sticky(2)]).toEqual([false, true]);
  });

  test("in private subnets have no address of their own and one way out", async () => {
    const graph = await graphOf({ ...none, web: { network: "private" } });
    const [service] = inputsOf(graph, "aws:ecs/service:Service");
    expect(inputAt(service, "networkConfiguration.assignPublicIp")).toBe(false);
    expect(inputsOf(graph, "aws:ec2/natGateway:NatGateway")).toHaveLength(1);
  });

  test("may call nothing at all where there is no model", async () => {
    const graph = await graphOf(none);
    const policies = ofType(graph, "aws:iam/rolePolicy:RolePolicy").map(({ name }) => name);
    expect(policies).toEqual(["start"]);
  });
});
