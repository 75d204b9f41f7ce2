import { describe, expect, test } from "vitest";
import { parseStageConfig } from "../parse-stage-config.ts";
import { StageConfigError, type StageProblem } from "../stage-config.ts";
import type { StageSettingsInput } from "../stage-settings.ts";

const gpu: StageSettingsInput = { region: "us-east-1", hosting: "gpu" };
const none: StageSettingsInput = { region: "us-east-1", hosting: "none" };
const own = "s3://our-weights/model/";

function problemsOf(settings: unknown, stage = "test"): readonly StageProblem[] {
  try {
    parseStageConfig(settings, stage);
  } catch (error) {
    if (error instanceof StageConfigError) return error.problems;
    throw error;
  }
  return [];
}

// What a person may write, and the one thing that they are then told.
const mistakes: readonly [string, unknown, string, string][] = [
  [
    "a region that is not in the list",
    { ...none, region: "xx-north-9" },
    "region",
    'It is "xx-north-9", which is not in the list. Use one of us-east-1,',
  ],
  [
    "a region that refuses a minimum of 0",
    { ...gpu, region: "eu-west-3" },
    "region",
    "SageMaker refuses a minimum of 0 instances in eu-west-3. Use us-east-1, or keep a GPU on with endpoint.minCopies: 1.",
  ],
  [
    "a region in which nobody has slept",
    { ...gpu, region: "eu-west-1" },
    "region",
    "set endpoint.allowUnprovenRegion: true to try it.",
  ],
  [
    "more copies at least than at most",
    { ...gpu, endpoint: { minCopies: 3, maxCopies: 2 } },
    "endpoint.minCopies",
    "It is 3, more than endpoint.maxCopies (2). Lower it, or raise endpoint.maxCopies.",
  ],
  [
    "an instance too small for the weights",
    {
      ...gpu,
      endpoint: { model: own, modelFacts: { weightGb: 28, kvKibPerToken: 160, maxTokens: 32_768 } },
    },
    "endpoint.instanceType",
    "ml.g5.2xlarge has 22.5 GiB of GPU memory; 28.0 GB of weights do not fit beside vLLM. Use ml.g5.12xlarge.",
  ],
  [
    "a host too small to load the weights",
    { ...gpu, endpoint: { instanceType: "ml.g5.xlarge" } },
    "endpoint.instanceType",
    "ml.g5.xlarge has 16 GiB of memory; loading 14.5 GB of weights takes half as much again. Use ml.g5.2xlarge or ml.g5.4xlarge",
  ],
  [
    "a fallback that is too small",
    { ...gpu, endpoint: { fallbackInstanceTypes: ["ml.g6.xlarge"] } },
    "endpoint.fallbackInstanceTypes.0",
    "ml.g6.xlarge has 16 GiB of memory",
  ],
  [
    "a context longer than the memory allows",
    {
      ...gpu,
      endpoint: {
        maxModelLength: 60_000,
        model: own,
        modelFacts: { weightGb: 14.5, kvKibPerToken: 128, maxTokens: 131_072 },
      },
    },
    "endpoint.maxModelLength",
    "It is 60000; beside 14.5 GB of weights ml.g5.2xlarge has memory for",
  ],
  [
    "a context longer than the model reads",
    { ...gpu, endpoint: { maxModelLength: 40_000 } },
    "endpoint.maxModelLength",
    "It is 40000; the model reads 32768 tokens. Lower it.",
  ],
  [
    "a model of unknown size",
    { ...gpu, endpoint: { model: own } },
    "endpoint.modelFacts",
    'The size of "s3://our-weights/model/" is not known. Set weightGb, kvKibPerToken',
  ],
  [
    "bf16 weights with the AWQ profile",
    {
      ...gpu,
      endpoint: {
        profile: "awq",
        instanceType: "ml.g5.2xlarge",
        model: `mistralai/Mistral-7B-Instruct-v0.3@${"a".repeat(40)}`,
      },
    },
    "endpoint.profile",
    `It is "awq", but the model's weights are bf16. Set endpoint.profile: bf16`,
  ],
  [
    "a model without a pinned revision",
    { ...gpu, endpoint: { model: "mistralai/Mistral-7B-Instruct-v0.3" } },
    "endpoint.model",
    "Set a hub id with its pinned revision (org/name@<40 hex digits>)",
  ],
  [
    "a CUDA 13 container on the default machine image",
    { ...gpu, endpoint: { inferenceAmiVersion: "" } },
    "endpoint.inferenceAmiVersion",
    "without al2-ami-sagemaker-inference-gpu-3-1 it fails to start and writes no log.",
  ],
  [
    "a CUDA 12.9 container on the default machine image",
    {
      ...gpu,
      endpoint: {
        containerImage: "763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:0.20-cu129-ubuntu22.04",
        inferenceAmiVersion: "al2-ami-sagemaker-inference-gpu-2",
      },
    },
    "endpoint.inferenceAmiVersion",
    "needs a driver for CUDA 12.9 or later",
  ],
  [
    "a container that SageMaker cannot pull",
    { ...gpu, endpoint: { containerImage: "public.ecr.aws/deep-learning/vllm:server" } },
    "endpoint.containerImage",
    "SageMaker cannot pull public.ecr.aws",
  ],
  [
    "a container of another region",
    {
      ...gpu,
      endpoint: { containerImage: "763104351884.dkr.ecr.us-west-2.amazonaws.com/vllm:x-cu130" },
    },
    "endpoint.containerImage",
    "name the copy in us-east-1.",
  ],
  [
    "a memory reservation that the smallest GPU refuses",
    { ...gpu, endpoint: { profile: "awq", minMemoryMb: 4096 } },
    "endpoint.minMemoryMb",
    'more than 1024 is answered with "not enough hardware resources"',
  ],
  [
    "warm hours that end before they begin",
    { ...gpu, endpoint: { warmHours: [{ from: "18:00", to: "08:00" }] } },
    "endpoint.warmHours.0.to",
    'It is "08:00", not after from ("18:00"). For hours over midnight write two entries',
  ],
  [
    "more warm copies than there may be",
    { ...gpu, endpoint: { warmHours: [{ from: "08:00", to: "18:00", copies: 2 }] } },
    "endpoint.warmHours.0.copies",
    "It is 2, more than endpoint.maxCopies (1).",
  ],
  [
    "a time zone that there is not",
    { ...gpu, endpoint: { warmHours: [{ from: "08:00", to: "18:00", timeZone: "Mars/Base" }] } },
    "endpoint.warmHours.0.timeZone",
    "Set a time zone such as Europe/Berlin.",
  ],
  [
    "a domain without a zone",
    { ...none, domain: { name: "text.example.org" } },
    "domain.zone",
    '"text.example.org" has no zone. Set the Route 53 zone that holds it, such as example.org; or domain.certificateArn, for a name that is kept elsewhere; or remove domain',
  ],
  [
    "a domain outside its zone",
    { ...none, domain: { name: "text.example.com", zone: "example.org" } },
    "domain.name",
    '"text.example.com" is not in the zone "example.org".',
  ],
  [
    "a CPU size that Fargate does not sell",
    { ...none, web: { cpu: 700 } },
    "web.cpu",
    "It is 700. Fargate sells 256, 512, 1024,",
  ],
  [
    "a memory size that does not go with the CPU",
    { ...none, web: { cpu: 256, memoryMb: 4096 } },
    "web.memoryMb",
    "It is 4096. With 256 CPU units Fargate gives 512, 1024, 2048 MiB.",
  ],
  [
    "more tasks at least than at most",
    { ...none, web: { minTasks: 2 } },
    "web.minTasks",
    "It is 2, more than web.maxTasks (1).",
  ],
  [
    "a secret written into the file",
    { ...none, web: { secrets: { API_KEYS: "sk-1234" } } },
    "web.secrets.API_KEYS",
    "the secret itself never belongs in a stage file.",
  ],
  [
    "a secret for a variable that the stage sets",
    {
      ...none,
      web: { secrets: { PORT: "arn:aws:secretsmanager:us-east-1:123456789012:secret:port" } },
    },
    "web.secrets.PORT",
    "The stage sets PORT itself.",
  ],
  [
    "a secret of another region",
    {
      ...none,
      web: { secrets: { API_KEYS: "arn:aws:secretsmanager:us-west-2:123456789012:secret:keys" } },
    },
    "web.secrets.API_KEYS",
    "The secret is in us-west-2, the stage in us-east-1.",
  ],
  ["no settings at all", undefined, "settings", "Put them under pilotlight:settings."],
  ["no region", { hosting: "none" }, "region", "It is missing."],
];

describe("a stage with a mistake in it", () => {
  test.each(mistakes)(
    "%s: the message names the setting and the fix",
    (_, settings, setting, message) => {
      const problems = problemsOf(settings);
      expect(problems.map((problem) => problem.setting)).toEqual([setting]);
      expect(problems[0]?.message).toContain(message);
    },
  );

  test("a stage's name must fit into the names of its resources", () => {
    expect(problemsOf(none, "a-name-that-is-too-long")).toEqual([
      {
        setting: "stage",
        message:
          'It is "a-name-that-is-too-long". Use 2 to 12 lower-case letters, digits and single hyphens, a letter first.',
      },
    ]);
  });

  test("a secret that was written into the file is not repeated in the message", () => {
    const problems = problemsOf({ ...none, web: { secrets: { API_KEYS: "sk-1234" } } });
    expect(JSON.stringify(problems)).not.toContain("sk-1234");
  });
});

describe("a stage that looks unusual but is right", () => {
  const fine: readonly [string, StageSettingsInput][] = [
    [
      "an unproven region with a GPU that is always on",
      { ...gpu, region: "eu-west-1", endpoint: { minCopies: 1 } },
    ],
    [
      "an unproven region on the user's word",
      { ...gpu, region: "eu-west-1", endpoint: { allowUnprovenRegion: true } },
    ],
    ["a refusing region without a GPU", { ...none, region: "eu-west-3" }],
    [
      "a domain that is its zone",
      { ...none, domain: { name: "example.org", zone: "example.org" } },
    ],
    [
      "an old container on an old machine image",
      {
        ...gpu,
        endpoint: {
          containerImage: "763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:0.9-cu124-ubuntu22.04",
          inferenceAmiVersion: "al2-ami-sagemaker-inference-gpu-2",
        },
      },
    ],
  ];
  test.each(fine)("%s is accepted", (_, settings) => {
    expect(problemsOf(settings)).toEqual([]);
  });
});
