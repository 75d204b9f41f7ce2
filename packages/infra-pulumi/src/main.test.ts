import { beforeAll, describe, expect, test } from "vitest";
import { imaginedImage } from "./graph/record-graph.ts";
import { deletionOrder } from "./testing/deletion-order.ts";
import { readStageSettings } from "./testing/parse-stage-file.ts";
import { type ProgramRun, runProgram } from "./testing/run-program.ts";

const runs = new Map<string, Promise<ProgramRun>>();

/** The run of one shipped stage; each is run once for all tests that look at it. */
function runOf(stage: string): Promise<ProgramRun> {
  const settings = readStageSettings(stage);
  const run = runs.get(stage) ?? runProgram({ stack: stage, settings, image: imaginedImage });
  runs.set(stage, run);
  return run;
}

// Each run is a process that loads Pulumi and its providers, so only what differs in kind is run: a stage
// without a GPU and one with everything. The graphs of all stages are held by the other tests.
describe.each(["dev", "prod"])("the real program in the real runner, stage %s", (stage) => {
  let run: ProgramRun;
  beforeAll(async () => {
    run = await runOf(stage);
  });

  test("ends with 0, prints nothing and reports no error", () => {
    expect(run).toMatchObject({ exitCode: 0, errors: [], warnings: [], printed: "" });
  });

  test("tells every output that the commands read", () => {
    const name = `pilotlight-${stage}`;
    const model = {
      endpointName: name,
      inferenceComponentName: name,
      modelBucket: `${name}-models-1a2b3c4`,
    };
    expect(run.outputs).toEqual({
      phase: "complete",
      repositoryUrl: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${name}-web`,
      url: "https://web.cloudfront.net",
      image: imaginedImage,
      clusterName: name,
      serviceName: "web-1a2b3c4",
      dashboardUrl: `https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/${name}`,
      alertTopicArn: "arn:aws:sns:us-east-1:123456789012:topic/alerts-1a2b3c4",
      ...(stage === "dev" ? {} : model),
    });
  });

  test("puts every resource on a provider of the stage's region", () => {
    const providers = run.registrations.filter(({ type }) => type.startsWith("pulumi:providers:"));
    expect(providers.map(({ name, inputs }) => [name, inputs["region"]]).toSorted()).toEqual([
      ["aws", "us-east-1"],
      ["aws-native", "us-east-1"],
    ]);
  });

  test("starts no task before its image could be pulled and its requests answered", () => {
    const order = deletionOrder(run.registrations);
    const isBefore = (early: string, late: string) => stepOf(order, early) > stepOf(order, late);
    const service = "aws:ecs/service:Service::web";
    for (const earlier of [
      "aws:ec2/route:Route::public",
      "aws:lb/listener:Listener::http",
      "aws:iam/rolePolicy:RolePolicy::start",
      "aws:cloudwatch/logGroup:LogGroup::web",
      "aws:ecr/repository:Repository::web",
    ]) {
      expect(isBefore(earlier, service), earlier).toBe(true);
    }
  });
});

function stepOf(order: readonly (readonly string[])[], resource: string): number {
  const step = order.findIndex((names) => names.includes(resource));
  if (step === -1) throw new Error(`${resource} is not in the graph.`);
  return step;
}

describe("the endpoint of prod", () => {
  let run: ProgramRun;
  beforeAll(async () => {
    run = await runOf("prod");
  });

  test("is deleted in the order that SageMaker asks for", () => {
    const order = deletionOrder(run.registrations);
    const steps = [
      "aws:cloudwatch/metricAlarm:MetricAlarm::wake",
      "aws:appautoscaling/policy:Policy::wake",
      "aws:appautoscaling/target:Target::copies",
      "aws-native:sagemaker:InferenceComponent::component",
      "aws-native:sagemaker:Endpoint::endpoint",
      "aws-native:sagemaker:EndpointConfig::endpoint",
      "aws:iam/rolePolicy:RolePolicy::endpoint",
    ].map((resource) => stepOf(order, resource));
    expect(steps).toEqual(steps.toSorted((one, other) => one - other));
    expect(new Set(steps).size).toBe(steps.length);
  });

  test("leaves the number of copies to Auto Scaling after its creation", () => {
    const [component] = run.registrations.filter(({ type }) => type.endsWith("InferenceComponent"));
    expect(component).toMatchObject({
      ignoreChanges: ["runtimeConfig"],
      deleteBeforeReplace: true,
    });
  });

  test("is made anew with another model, since what sleeps may not be updatable", () => {
    const [component] = run.registrations.filter(({ type }) => type.endsWith("InferenceComponent"));
    expect(component?.replaceOnChanges).toEqual(["specification"]);
  });

  test("leaves the number of tasks to Auto Scaling after their creation", () => {
    const [service] = run.registrations.filter(({ type }) => type === "aws:ecs/service:Service");
    expect(service?.ignoreChanges).toEqual(["desiredCount"]);
  });
});

describe("the program", () => {
  const settings = readStageSettings("prod");

  test("can be previewed, when nothing that AWS would add is known", async () => {
    const run = await runProgram({
      stack: "prod",
      settings,
      image: imaginedImage,
      isPreview: true,
    });
    expect(run).toMatchObject({ exitCode: 0, errors: [], warnings: [], printed: "" });
    expect(run.outputs).toMatchObject({ phase: "complete", endpointName: "pilotlight-prod" });
  });

  test("declares nothing outside of the foundation's targets that the foundation needs", async () => {
    const { registrations } = await runOf("prod");
    const isTargeted = (urn: string) =>
      /pilotlight:infra:Foundation|pulumi:providers:|pulumi:pulumi:Stack/u.test(urn);
    const targeted = registrations.filter(({ urn }) => isTargeted(urn));
    expect(targeted.map(({ type }) => type)).toContain("aws:s3/bucket:Bucket");
    const needed = targeted.flatMap(({ dependencies, parent }) => [...dependencies, parent]);
    expect(needed.filter((urn) => urn !== "" && !isTargeted(urn))).toEqual([]);
  });

  test("refuses wrong settings in words, without a stack, and declares nothing", async () => {
    const wrong = { region: "us-east-1", hosting: "gpu", endpoint: { minCopies: 2 } };
    const run = await runProgram({ stack: "mine", settings: wrong, image: imaginedImage });
    expect(run.exitCode).not.toBe(0);
    expect(run.errors).toEqual([
      "Pulumi.mine.yaml cannot be deployed:\n  endpoint.minCopies: It is 2, more than endpoint.maxCopies (1). Lower it, or raise endpoint.maxCopies.",
    ]);
    expect(run.registrations.filter(({ isInCloud }) => isInCloud)).toEqual([]);
  });
});
