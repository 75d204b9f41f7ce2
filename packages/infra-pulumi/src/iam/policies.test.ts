import { describe, expect, test } from "vitest";
import { lintPolicy } from "../testing/lint-policy.ts";
import { rolePolicies } from "../testing/parse-policies.ts";
import { shippedStages } from "../testing/parse-stage-file.ts";
import { graphOf, richSettings, shippedGraph } from "../testing/stages.ts";
import { repositoryArn } from "./endpoint-policy.ts";
import { policyOf, type Statement } from "./policy-document.ts";
import { invokePolicy, startTaskPolicy } from "./web-policies.ts";

const accountRegion = { region: "us-east-1", accountId: "123456789012" };

describe("every policy", () => {
  test.each(shippedStages)(
    "of the stage %s names real actions on named resources",
    async (stage) => {
      const policies = rolePolicies(await shippedGraph(stage));
      expect(policies.map(([name]) => name).toSorted()).toEqual(
        stage === "dev" ? ["start"] : ["endpoint", "invoke", "start"],
      );
      const found = await Promise.all(policies.map(([, document]) => lintPolicy(document)));
      expect(found.flat()).toEqual([]);
    },
  );

  test("of a stage with secrets and own weights does so too", async () => {
    const policies = rolePolicies(await graphOf(richSettings));
    const found = await Promise.all(policies.map(([, document]) => lintPolicy(document)));
    expect(found.flat()).toEqual([]);
  });
});

describe("the lint finds", () => {
  const lintOne = (changes: Partial<Statement>) =>
    lintPolicy(
      policyOf([
        {
          Sid: "Test",
          Effect: "Allow",
          Action: ["sagemaker:InvokeEndpoint"],
          Resource: ["arn:aws:sagemaker:us-east-1:123456789012:endpoint/one"],
          ...changes,
        },
      ]),
    );

  test("an action that does not exist", async () => {
    expect(await lintOne({ Action: ["sagemaker:InvokeEndpoints"] })).toEqual([
      "sagemaker:InvokeEndpoints is no action",
    ]);
  });

  test("a star where a resource could be named", async () => {
    expect(await lintOne({ Resource: ["*"] })).toEqual([
      'sagemaker:InvokeEndpoint is given on "*", though it has resource types',
    ]);
  });

  test("a resource of another kind", async () => {
    expect(await lintOne({ Resource: ["arn:aws:s3:::bucket/key"] })).toEqual([
      "sagemaker:InvokeEndpoint knows none of arn:aws:s3:::bucket/key",
    ]);
  });

  test("a resource on an action that knows none", async () => {
    const Action = ["ecr:GetAuthorizationToken"];
    const Resource = ["arn:aws:ecr:us-east-1:123456789012:repository/web"];
    expect(await lintOne({ Action, Resource })).toEqual([
      'ecr:GetAuthorizationToken can only be given on "*"',
    ]);
  });

  test("a condition key that does not exist", async () => {
    expect(await lintOne({ Condition: { StringEquals: { "sagemaker:Colour": "red" } } })).toEqual([
      "sagemaker:Colour is no condition key",
    ]);
  });
});

describe("the web tasks", () => {
  test("may invoke this one endpoint and component, and change nothing", () => {
    const { Statement: statements } = invokePolicy(accountRegion, {
      large: { endpoint: "a", inferenceComponent: "b" },
      small: undefined,
    });
    const resources = new Set(statements.flatMap(({ Resource }) => Resource));
    expect([...resources]).toEqual([
      "arn:aws:sagemaker:us-east-1:123456789012:endpoint/a",
      "arn:aws:sagemaker:us-east-1:123456789012:inference-component/b",
    ]);
    expect(statements.flatMap(({ Action }) => Action)).toEqual([
      "sagemaker:InvokeEndpoint",
      "sagemaker:InvokeEndpointWithResponseStream",
      "sagemaker:DescribeEndpoint",
      "sagemaker:DescribeInferenceComponent",
    ]);
  });

  test("are started with the named secrets only, whatever part of them is used", () => {
    const secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:keys-AbCdEf";
    const uses = {
      repositoryArn: "arn:aws:ecr:us-east-1:123456789012:repository/web",
      logGroup: "/pilotlight/test/web",
      secretArns: [`${secret}:one::`, `${secret}:two::`],
    };
    const [statement] = startTaskPolicy(accountRegion, uses).Statement.filter(
      ({ Sid }) => Sid === "ReadSecrets",
    );
    expect(statement?.Resource).toEqual([secret]);
  });
});

test("a container's repository is found from its name with a tag and with a digest", () => {
  const repository = "763104351884.dkr.ecr.us-east-1.amazonaws.com/team/vllm";
  const arn = "arn:aws:ecr:us-east-1:763104351884:repository/team/vllm";
  expect(repositoryArn(`${repository}:server-cuda-v2.3`)).toBe(arn);
  expect(repositoryArn(`${repository}@sha256:${"0".repeat(64)}`)).toBe(arn);
});
