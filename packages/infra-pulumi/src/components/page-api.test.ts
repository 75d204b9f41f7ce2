import { describe, expect, test } from "vitest";
import { estimateStage } from "../cost/estimate-stage.ts";
import { ofType } from "../graph/resource-graph.ts";
import { parseStageConfig } from "../parse-stage-config.ts";
import { findGraphProblems } from "../rules/check-graph.ts";
import { lintPolicy } from "../testing/lint-policy.ts";
import { rolePolicies } from "../testing/parse-policies.ts";
import { graphOf } from "../testing/stages.ts";
import { tamper } from "../testing/tamper.ts";

const none = { region: "us-east-1", hosting: "none" };
const open = {
  ...none,
  pageApi: { allowedOrigins: ["https://a.example"], requestsPerSecond: 2, burst: 4 },
};
const gateway = "aws:apigatewayv2";

async function inputsOf(type: string) {
  const [resource] = ofType(await graphOf(open), type);
  return resource?.inputs;
}

describe("the API for other pages", () => {
  test("is not there unless a setting asks for it", async () => {
    const graph = await graphOf(none);
    const types = graph.resources.map(({ type }) => type);
    expect(types.filter((type) => /apigateway|lambda/u.test(type))).toEqual([]);
  });

  test("has one route, throttled, for the origins that are named", async () => {
    expect(await inputsOf(`${gateway}/route:Route`)).toMatchObject({ routeKey: "POST /{task}" });
    expect(await inputsOf(`${gateway}/stage:Stage`)).toMatchObject({
      name: "$default",
      defaultRouteSettings: { throttlingRateLimit: 2, throttlingBurstLimit: 4 },
    });
    expect(await inputsOf(`${gateway}/api:Api`)).toMatchObject({
      protocolType: "HTTP",
      corsConfiguration: { allowOrigins: ["https://a.example"], allowMethods: ["POST"] },
    });
  });

  test("calls the app's own address by a function that may write its log alone", async () => {
    expect(await inputsOf("aws:lambda/function:Function")).toMatchObject({
      handler: "index.handler",
      timeout: 29,
      environment: { variables: { APP_URL: "https://web.cloudfront.net" } },
    });
    const policies = new Map(rolePolicies(await graphOf(open)));
    const policy = policies.get("page-api");
    expect(policy?.Statement.flatMap(({ Action }) => Action)).toEqual([
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]);
    expect(policy && (await lintPolicy(policy))).toEqual([]);
    expect(await inputsOf("aws:lambda/permission:Permission")).toMatchObject({
      sourceArn: "arn:aws:execute-api:us-east-1:123456789012:page-api/*/*",
    });
  });

  test("tells its address, keeps its log for a time, and costs by the call", async () => {
    const graph = await graphOf(open);
    expect(graph.outputs).toMatchObject({
      pageApiUrl: "https://page-api.execute-api.us-east-1.amazonaws.com",
    });
    const logs = ofType(graph, "aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs);
    expect(logs).toContainEqual({
      name: "/aws/lambda/pilotlight-test-page-api",
      retentionInDays: 30,
    });
    const { lines } = await estimateStage(parseStageConfig(open, "test"), { graph });
    const line = lines.find(({ item }) => item === "API for other pages");
    expect(line).toMatchObject({ monthlyUsd: 0, price: { usd: 1 } });
  });

  test.each([
    [`${gateway}/stage:Stage`, "defaultRouteSettings", undefined, "not throttled"],
    [`${gateway}/api:Api`, "corsConfiguration.allowOrigins", [], "names no origin"],
    [`${gateway}/integration:Integration`, "timeoutMilliseconds", 40_000, "at most 30000"],
    [`${gateway}/integration:Integration`, "timeoutMilliseconds", 20_000, "answer first"],
    ["aws:lambda/permission:Permission", "sourceArn", undefined, "Any API of any account"],
    ["aws:lambda/function:Function", "name", "a".repeat(65), "AWS allows 64"],
  ])("%s with %s = %j is found out", async (type, path, value, message) => {
    const graph = await graphOf(open);
    expect(findGraphProblems(graph)).toEqual([]);
    const spoilt = tamper(graph, { resource: `${type}::page-api`, path, value });
    const problems = findGraphProblems(spoilt).map((problem) => problem.message);
    expect(problems.join("\n")).toContain(message);
  });

  test.each([
    [{ allowedOrigins: [] }, "pageApi.allowedOrigins: It is empty."],
    [{ allowedOrigins: ["a.example"] }, "Set origins such as"],
    [{ allowedOrigins: ["*"], requestsPerSecond: 7 }, "2100 in 5 minutes"],
  ])("the settings %j are refused", (pageApi, message) => {
    expect(() => parseStageConfig({ ...none, pageApi }, "test")).toThrow(message);
  });
});
