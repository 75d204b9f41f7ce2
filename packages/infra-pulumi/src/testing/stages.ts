import { recordGraph } from "../graph/record-graph.ts";
import type { ResourceGraph } from "../graph/resource-graph.ts";
import { parseStageConfig } from "../parse-stage-config.ts";
import type { StageConfig } from "../stage-config.ts";
import type { StageSettingsInput } from "../stage-settings.ts";
import { readStageSettings } from "./parse-stage-file.ts";

/** One of the stages in the repository, checked. */
export function shippedStage(stage: string): StageConfig {
  return parseStageConfig(readStageSettings(stage), stage);
}

/** Every setting away from its default: own domain, pools, warm hours, NAT, secrets, own weights. */
export const richSettings: StageSettingsInput = {
  region: "us-east-1",
  hosting: "gpu",
  domain: { name: "text.example.org", zone: "example.org" },
  endpoint: {
    model: "s3://our-weights/mistral/",
    modelFacts: { weightGb: 14.5, kvKibPerToken: 128, maxTokens: 32_768 },
    instanceType: "ml.g5.12xlarge",
    minCopies: 2,
    maxCopies: 4,
    warmHours: [
      { days: "MON-FRI", from: "08:00", to: "18:30", timeZone: "Europe/Berlin", copies: 3 },
    ],
  },
  smallEndpoint: {
    hosting: "instance",
    instanceType: "ml.c5.xlarge",
    models: "s3://our-weights/small/",
    maxInstances: 3,
    cpuPercent: 70,
  },
  web: {
    cpu: 1024,
    memoryMb: 4096,
    minTasks: 2,
    maxTasks: 8,
    network: "private",
    allowedOrigins: ["https://example.org"],
    secrets: {
      API_KEYS: "arn:aws:secretsmanager:us-east-1:123456789012:secret:api-keys-AbCdEf",
    },
  },
  pageApi: { allowedOrigins: ["https://example.org"] },
  alerts: { email: "team@example.org" },
};

/** A stage in what the account has already: network, certificate, boundary, tags. */
export const reusingSettings: StageSettingsInput = {
  region: "us-east-1",
  hosting: "gpu",
  vpc: {
    id: "vpc-0123456789abcdef0",
    publicSubnetIds: ["subnet-0123456789abcdef0", "subnet-1123456789abcdef0"],
    innerSubnetIds: ["subnet-2123456789abcdef0", "subnet-3123456789abcdef0"],
  },
  domain: {
    name: "text.example.org",
    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/12ab-34cd",
  },
  smallEndpoint: { hosting: "serverless", memoryMb: 2048, maxConcurrency: 10 },
  permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
  tags: { team: "text" },
};

// Graphs are read and never changed (tamper.ts copies), so each is recorded once for all test files.
const recorded = new Map<string, Promise<ResourceGraph>>();

/** The graph of a stage with these settings. */
export function graphOf(settings: unknown, stage = "test"): Promise<ResourceGraph> {
  const key = `${stage} ${JSON.stringify(settings)}`;
  const graph = recorded.get(key) ?? recordGraph(parseStageConfig(settings, stage));
  recorded.set(key, graph);
  return graph;
}

/** The graph of one of the stages in the repository. */
export function shippedGraph(stage: string): Promise<ResourceGraph> {
  return graphOf(readStageSettings(stage), stage);
}
