import { describe, expect, test } from "vitest";
import { parseStageConfig } from "./parse-stage-config.ts";
import { StageConfigError } from "./stage-config.ts";

const plain = { region: "us-east-1", hosting: "none" };

describe("parseStageConfig", () => {
  test("fills in every default of a stage without a GPU", () => {
    expect(parseStageConfig(plain, "dev")).toMatchObject({
      stage: "dev",
      endpoint: undefined,
      web: { cpu: 512, memoryMb: 1024, minTasks: 1, maxTasks: 1, network: "public" },
    });
  });

  test("takes model, instance and container from the profile", () => {
    const { endpoint } = parseStageConfig({ ...plain, hosting: "gpu" }, "prod");
    expect(endpoint).toMatchObject({
      instanceType: "ml.g5.2xlarge",
      source: { kind: "hub", id: "mistralai/Mistral-7B-Instruct-v0.3" },
      containerImage: "763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:server-sagemaker-cuda-v1",
    });
  });

  test("names every wrong setting at once", () => {
    const wrong = { region: "us-east-1", hosting: "gpus", web: { cpus: 1, memoryMb: "big" } };
    expect(() => parseStageConfig(wrong, "dev")).toThrow(StageConfigError);
    expect(() => parseStageConfig(wrong, "dev")).toThrow(
      [
        "Pulumi.dev.yaml cannot be deployed:",
        '  hosting: It is "gpus". Set one of gpu, none.',
        '  web.memoryMb: It is "big". Set a whole number from 512 to 122880.',
        "  web.cpus: There is no setting of this name. Correct the spelling or remove it.",
      ].join("\n"),
    );
  });
});
