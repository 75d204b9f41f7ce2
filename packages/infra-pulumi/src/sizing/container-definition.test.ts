import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { namesOf } from "../names.ts";
import { parseStageConfig } from "../parse-stage-config.ts";
import { richSettings, shippedStage } from "../testing/stages.ts";
import { ownVariables } from "./check-plan.ts";
import {
  containerDefinition,
  serverKeepAliveSeconds,
  webEnvironment,
  webPort,
} from "./container-definition.ts";

describe("the web task", () => {
  test("is told of its endpoint, its proxies and who may wake the model", () => {
    expect(webEnvironment(shippedStage("prod"), namesOf("prod"))).toEqual({
      PORT: "3000",
      HOST: "0.0.0.0",
      AWS_REGION: "us-east-1",
      TRUST_PROXY: "2",
      ALLOWED_ORIGINS: "",
      ALLOWED_HOSTS: "*",
      STOP_GRACE_SECONDS: "60",
      SAGEMAKER_ENDPOINT: "pilotlight-prod",
      SAGEMAKER_INFERENCE_COMPONENT: "pilotlight-prod",
      SAGEMAKER_INSTANCE_TYPE: "ml.g5.2xlarge",
      WAKE_POLICY: "summarization",
      WAKE_BUDGET_PER_DAY: "20",
      SAGEMAKER_MODEL_NAME: "mistralai/Mistral-7B-Instruct-v0.3",
      SAGEMAKER_CONTEXT_TOKENS: "8192",
      SAGEMAKER_CONCURRENCY: "10",
      WAKE_ANONYMOUS: "yes",
    });
  });

  test("hears nothing of a model that is not there", () => {
    const names = Object.keys(webEnvironment(shippedStage("dev"), namesOf("dev")));
    expect(names.filter((name) => /SAGEMAKER|WAKE/u.test(name))).toEqual([]);
  });

  test("has one proxy before it under an own domain", () => {
    const config = parseStageConfig(richSettings, "test");
    expect(webEnvironment(config, namesOf("test"))).toMatchObject({
      TRUST_PROXY: "1",
      ALLOWED_ORIGINS: "https://example.org",
      ALLOWED_HOSTS: config.domain?.name,
    });
  });

  test("sets no variable that a secret could also set", () => {
    const config = parseStageConfig(richSettings, "test");
    const names = Object.keys(webEnvironment(config, namesOf("test")));
    expect(names.toSorted()).toEqual([...ownVariables].toSorted());
  });

  test("gets its secrets by reference, and longer to stop than the server takes", () => {
    const config = parseStageConfig(richSettings, "test");
    const definition = containerDefinition({ config, names: namesOf("test"), image: "image" });
    expect(definition.secrets).toEqual([
      {
        name: "API_KEYS",
        valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:api-keys-AbCdEf",
      },
    ]);
    expect(definition.stopTimeout).toBe(70);
    expect(definition.portMappings).toEqual([{ containerPort: webPort, protocol: "tcp" }]);
  });
});

test("the server's keep-alive is the one that the load balancer's time-out was chosen for", () => {
  const server = new URL("../../../../apps/web/server/create-server.ts", import.meta.url);
  const [, ms] = /keepAliveMs = ([\d_]+)/u.exec(readFileSync(server, "utf8")) ?? [];
  expect(Number(ms?.replaceAll("_", ""))).toBe(serverKeepAliveSeconds * 1000);
});

test.each(["staging", "prod"])(
  "the server takes every variable that the %s task sets, with its value",
  async (stage) => {
    const env = webEnvironment(shippedStage(stage), namesOf(stage));
    const settings = ["env", "large-model-settings"].map((name) =>
      readFileSync(new URL(`../../../../apps/web/src/${name}.ts`, import.meta.url), "utf8"),
    );
    const declared = settings.join("").matchAll(/^ {2}([A-Z][A-Z_]+): \{/gmu);
    const names = new Set([...declared].map(([, name]) => name));
    expect(Object.keys(env).filter((name) => !names.has(name))).toEqual([]);
    const server = new URL("../../../../apps/web/server/read-settings.ts", import.meta.url);
    const { readSettings } = (await import(server.href)) as {
      readSettings: (env: object) => unknown;
    };
    expect(readSettings(env)).toMatchObject({ ok: true });
  },
);
