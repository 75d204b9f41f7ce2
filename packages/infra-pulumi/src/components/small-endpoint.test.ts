import { beforeAll, describe, expect, test } from "vitest";
import { estimateStage } from "../cost/estimate-stage.ts";
import { cpuInstancePrices, prices } from "../cost/prices.ts";
import { imaginedImage } from "../graph/record-graph.ts";
import { ofType, type ResourceGraph } from "../graph/resource-graph.ts";
import { parseStageConfig } from "../parse-stage-config.ts";
import { findGraphProblems } from "../rules/check-graph.ts";
import { inputAt, textAt } from "../rules/input-at.ts";
import { lintPolicy } from "../testing/lint-policy.ts";
import { rolePolicies } from "../testing/parse-policies.ts";
import { type ProgramRun, runProgram } from "../testing/run-program.ts";
import { deletionOrder } from "../testing/deletion-order.ts";
import { graphOf } from "../testing/stages.ts";
import { tamper } from "../testing/tamper.ts";

const none = { region: "us-east-1", hosting: "none" };
const serverless = { ...none, smallEndpoint: { hosting: "serverless" } };
const scaling = { hosting: "instance", instanceType: "ml.c5.xlarge", maxInstances: 4 };
const instance = { ...none, smallEndpoint: scaling };

const config = "aws:sagemaker/endpointConfiguration:EndpointConfiguration";
const inputsOf = (graph: ResourceGraph, type: string) =>
  ofType(graph, type).map(({ inputs }) => inputs);
const webVariables = (graph: ResourceGraph) => {
  const [definition] = inputsOf(graph, "aws:ecs/taskDefinition:TaskDefinition");
  return textAt(definition, "containerDefinitions");
};

describe("the small models' endpoint", () => {
  test("is not there unless a setting asks for it", async () => {
    const graph = await graphOf(none);
    expect(ofType(graph, config)).toEqual([]);
    expect(webVariables(graph)).not.toContain("SAGEMAKER_SMALL");
  });

  test("serverless has a size and a limit of calls, and nothing that runs", async () => {
    const graph = await graphOf(serverless);
    const [configuration] = inputsOf(graph, config);
    expect(inputAt(configuration, "productionVariants.0")).toEqual({
      variantName: "all",
      modelName: "small-model-1a2b3c4",
      serverlessConfig: { memorySizeInMb: 3072, maxConcurrency: 5 },
    });
    expect(inputsOf(graph, "aws:appautoscaling/target:Target")).toEqual([]);
    const web = webVariables(graph);
    expect(web).toContain('{"name":"SAGEMAKER_SMALL_ENDPOINT","value":"pilotlight-test-small"}');
    expect(web).toContain('{"name":"SAGEMAKER_SMALL_REPLIES","value":"whole"}');
    expect(web).toContain('{"name":"SAGEMAKER_SMALL_CONCURRENCY","value":"5"}');
  });

  test("on instances follows the CPU, whose metric is 100 for each", async () => {
    const graph = await graphOf(instance);
    const [configuration] = inputsOf(graph, config);
    expect(inputAt(configuration, "productionVariants.0")).toMatchObject({
      instanceType: "ml.c5.xlarge",
      initialInstanceCount: 1,
    });
    expect(inputsOf(graph, "aws:appautoscaling/target:Target")).toMatchObject([
      {
        resourceId: "endpoint/pilotlight-test-small/variant/all",
        scalableDimension: "sagemaker:variant:DesiredInstanceCount",
        minCapacity: 1,
        maxCapacity: 4,
      },
    ]);
    const [policy] = inputsOf(graph, "aws:appautoscaling/policy:Policy");
    expect(inputAt(policy, "targetTrackingScalingPolicyConfiguration")).toMatchObject({
      targetValue: 240,
      customizedMetricSpecification: {
        namespace: "/aws/sagemaker/Endpoints",
        metricName: "CPUUtilization",
        dimensions: [{ value: "pilotlight-test-small" }, { value: "all" }],
      },
    });
    expect(webVariables(graph)).toContain('"SAGEMAKER_SMALL_CONCURRENCY","value":"32"');
  });

  test("runs the web's own image as SageMaker's container", async () => {
    const [model] = inputsOf(await graphOf(serverless), "aws:sagemaker/model:Model");
    expect(inputAt(model, "primaryContainer")).toEqual({
      image: imaginedImage,
      environment: { SERVER_MODE: "sagemaker", ONNX_THREADS: "1" },
    });
  });

  test("fetches own models where a setting names them, and the web knows nothing of it", async () => {
    const models = "s3://our-weights/small/";
    const own = await graphOf({ ...none, smallEndpoint: { hosting: "serverless", models } });
    const [model] = inputsOf(own, "aws:sagemaker/model:Model");
    expect(inputAt(model, "primaryContainer")).toMatchObject({
      environment: { MODEL_SOURCE: "/opt/ml/model" },
      modelDataSource: {
        s3DataSources: [{ s3Uri: models, s3DataType: "S3Prefix", compressionType: "None" }],
      },
    });
    const policy = new Map(rolePolicies(own)).get("small-endpoint");
    expect(policy?.Statement.slice(0, 2)).toMatchObject([
      { Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::our-weights/small/*"] },
      { Action: ["s3:ListBucket"], Condition: { StringLike: { "s3:prefix": "small/*" } } },
    ]);
    const there = new Set(own.resources.map((resource) => JSON.stringify(resource)));
    const { resources } = await graphOf(serverless);
    const changed = resources.filter((resource) => !there.has(JSON.stringify(resource)));
    expect(changed.map(({ type, name }) => `${type}::${name}`).toSorted()).toEqual([
      "aws:iam/rolePolicy:RolePolicy::small-endpoint",
      "aws:sagemaker/model:Model::small-model",
    ]);
  });

  test("may pull that image and write its log, and the web tasks may invoke it alone", async () => {
    const policies = new Map(rolePolicies(await graphOf(serverless)));
    expect([...policies.keys()].toSorted()).toEqual(["invoke", "small-endpoint", "start"]);
    const found = await Promise.all([...policies.values()].map(lintPolicy));
    expect(found.flat()).toEqual([]);
    expect(policies.get("invoke")?.Statement).toEqual([
      {
        Sid: "InvokeSmall",
        Effect: "Allow",
        Action: ["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream"],
        Resource: ["arn:aws:sagemaker:us-east-1:123456789012:endpoint/pilotlight-test-small"],
      },
    ]);
  });

  test("stands beside the GPU's, of which nothing changes", async () => {
    const gpu = { region: "us-east-1", hosting: "gpu" };
    const [without, beside] = [
      await graphOf(gpu),
      await graphOf({ ...gpu, smallEndpoint: scaling }),
    ];
    const there = new Set(beside.resources.map((resource) => JSON.stringify(resource)));
    const changed = without.resources.filter((resource) => !there.has(JSON.stringify(resource)));
    expect(changed.map(({ type, name }) => `${type}::${name}`).toSorted()).toEqual([
      "aws:ecs/taskDefinition:TaskDefinition::web",
      "aws:iam/rolePolicy:RolePolicy::invoke",
    ]);
    expect(findGraphProblems(beside)).toEqual([]);
  });

  test("is a line of the estimate: instances by the hour, serverless by what it computes", async () => {
    const lineOf = async (settings: object, options: object = {}) => {
      const graph = await graphOf(settings);
      const parsed = parseStageConfig(settings, "test");
      const { lines, notes } = await estimateStage(parsed, { graph, ...options });
      const line = lines.find(({ item }) => item.startsWith("Small models' endpoint"));
      return { usd: line?.monthlyUsd, item: line?.item, notes: notes.join(" ") };
    };
    const cpu = await lineOf(instance);
    expect(cpu.item).toBe("Small models' endpoint, ml.c5.xlarge");
    expect(cpu.usd).toBeCloseTo(730 * cpuInstancePrices["ml.c5.xlarge"].usd, 6);
    const idle = await lineOf(serverless);
    expect(idle).toMatchObject({ item: "Small models' endpoint, serverless", usd: 0 });
    expect(idle.notes).toContain("--hours-computing");
    const used = await lineOf(serverless, { serverlessHours: 10 });
    expect(used.usd).toBeCloseTo(10 * 3600 * 3 * prices.serverlessGbSecond.usd, 6);
  });
});

describe("a graph with a small models' endpoint that was spoilt", () => {
  const variant = "productionVariants.0";
  const tracking = "targetTrackingScalingPolicyConfiguration";
  const model = "aws:sagemaker/model:Model";
  const policy = "aws:appautoscaling/policy:Policy";
  const names = new Map([
    [config, "small-endpoint"],
    [model, "small-model"],
    [policy, "small-cpu"],
  ]);
  const spoil = (type: string, path: string, value: unknown) => ({
    resource: `${type}::${names.get(type) ?? ""}`,
    path,
    value,
  });
  const image = "primaryContainer.image";
  const other = "123456789012.dkr.ecr.us-east-1.amazonaws.com/other:1";
  const memory = `${variant}.serverlessConfig.memorySizeInMb`;
  const dimensions = `${tracking}.customizedMetricSpecification.dimensions`;
  const spoilt: readonly [object, Parameters<typeof tamper>[1], string][] = [
    [serverless, spoil(config, `${variant}.instanceType`, "ml.c5.large"), "not both"],
    [serverless, spoil(config, `${variant}.initialInstanceCount`, 1), "refuses both"],
    [serverless, spoil(config, memory, 1500), "no multiple of 1024"],
    [serverless, spoil(model, image, other), "another image than the web tasks'"],
    [instance, spoil(policy, `${tracking}.targetValue`, 400), "nothing would ever be added"],
    [instance, spoil(policy, dimensions, []), "names no endpoint and variant"],
  ];
  test.each(spoilt)("%# is found out", async (settings, change, message) => {
    const graph = await graphOf(settings);
    expect(findGraphProblems(graph)).toEqual([]);
    const problems = findGraphProblems(tamper(graph, change));
    expect(problems.map((problem) => problem.message).join("\n")).toContain(message);
  });
});

describe("its settings", () => {
  test.each([
    [{ hosting: "gpu" }, "smallEndpoint.hosting", "Set one of serverless, instance."],
    [{ hosting: "serverless", memoryMb: 1500 }, "smallEndpoint.memoryMb", "1024, 2048"],
    [{ hosting: "serverless", maxConcurrency: 201 }, "smallEndpoint.maxConcurrency", "1 to 200"],
    [
      { hosting: "instance", instanceType: "ml.g5.xlarge" },
      "smallEndpoint.instanceType",
      "ml.c5.large",
    ],
    [{ hosting: "instance", minInstances: 2 }, "smallEndpoint.minInstances", "more than"],
  ])("%j is refused by name", (smallEndpoint, setting, words) => {
    const parse = () => parseStageConfig({ ...none, smallEndpoint }, "test");
    expect(parse).toThrow(setting);
    expect(parse).toThrow(words);
  });
});

describe("the real program with a small models' endpoint and an API for other pages", () => {
  let run: ProgramRun;
  beforeAll(async () => {
    const settings = { ...instance, pageApi: { allowedOrigins: ["https://a.example"] } };
    run = await runProgram({ stack: "mine", settings, image: imaginedImage });
  });

  test("ends with 0 and tells the endpoint's name and the API's address", () => {
    expect(run).toMatchObject({ exitCode: 0, errors: [], warnings: [], printed: "" });
    expect(run.outputs).toMatchObject({
      smallEndpointName: "pilotlight-mine-small",
      pageApiUrl: "https://page-api.execute-api.us-east-1.amazonaws.com",
    });
  });

  test("deletes what scales before what is scaled, and the role's rights last", () => {
    const order = deletionOrder(run.registrations);
    const steps = [
      "aws:appautoscaling/policy:Policy::small-cpu",
      "aws:appautoscaling/target:Target::small-instances",
      "aws:sagemaker/endpoint:Endpoint::small-endpoint",
      `${config}::small-endpoint`,
      "aws:sagemaker/model:Model::small-model",
      "aws:iam/rolePolicy:RolePolicy::small-endpoint",
    ].map((resource) => order.findIndex((names) => names.includes(resource)));
    expect(steps).not.toContain(-1);
    expect(steps).toEqual(steps.toSorted((one, other) => one - other));
    expect(new Set(steps).size).toBe(steps.length);
  });
});
