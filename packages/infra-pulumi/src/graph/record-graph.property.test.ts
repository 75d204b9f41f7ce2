import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateCost } from "../cost/estimate-cost.ts";
import { findGraphProblems } from "../rules/check-graph.ts";
import { fargateCpus, fargateMemory } from "../sizing/fargate.ts";
import { parseStageConfig } from "../parse-stage-config.ts";
import { recordGraph } from "./record-graph.ts";

const secretPart = "Zq7Plaintext";

const secrets = fc.constantFrom<Record<string, string>>(
  {},
  { API_KEYS: `arn:aws:secretsmanager:us-east-1:123456789012:secret:keys-AbCdEf` },
  {
    API_KEYS: `arn:aws:secretsmanager:us-east-1:123456789012:secret:all-AbCdEf:api::`,
    SEEKING_ALPHA_API_KEY: `arn:aws:secretsmanager:us-east-1:123456789012:secret:all-AbCdEf:news::`,
  },
);

const web = fc
  .record({
    cpu: fc.constantFrom(...fargateCpus),
    memoryIndex: fc.nat(30),
    tasks: fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })),
    network: fc.constantFrom("public" as const, "private" as const),
    stopGraceSeconds: fc.integer({ min: 0, max: 110 }),
    secrets,
  })
  .map(({ memoryIndex, tasks, ...rest }) => {
    const sizes = fargateMemory(rest.cpu);
    const memoryMb = sizes[memoryIndex % sizes.length] ?? 1024;
    return { ...rest, memoryMb, minTasks: Math.min(...tasks), maxTasks: Math.max(...tasks) };
  });

const time = (from: number, to: number) =>
  fc
    .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));

const endpoint = fc
  .record({
    profile: fc.constantFrom("bf16" as const, "awq" as const),
    copies: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 20 })),
    maxModelLength: fc.integer({ min: 1024, max: 32_768 }),
    concurrencyPerCopy: fc.integer({ min: 1, max: 256 }),
    idleMinutesToRelease: fc.integer({ min: 5, max: 1440 }),
    fallbackInstanceTypes: fc.subarray(["ml.g5.4xlarge", "ml.g6.2xlarge", "ml.g5.12xlarge"]),
    warmHours: fc.array(
      fc.record({
        days: fc.constantFrom("MON-FRI", "SAT,SUN", "*"),
        from: time(0, 11),
        to: time(12, 23),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ copies, ...rest }) => ({
    ...rest,
    minCopies: Math.min(...copies),
    maxCopies: Math.max(...copies),
  }));

const settings = fc.record(
  {
    region: fc.constant("us-east-1"),
    hosting: fc.constantFrom("gpu" as const, "none" as const),
    domain: fc.constantFrom(
      { name: "text.example.org", zone: "example.org" },
      { name: "example.org", zone: "example.org" },
    ),
    endpoint,
    web,
    firewall: fc.record({
      enabled: fc.boolean(),
      requestsPer5Minutes: fc.integer({ min: 10, max: 2_000_000_000 }),
    }),
    alerts: fc.record({
      email: fc.constant("team@example.org"),
      monthlyBudgetUsd: fc.integer({ min: 1, max: 1_000_000 }),
      warmHoursInARow: fc.integer({ min: 1, max: 23 }),
    }),
    vpc: fc.constant({
      id: "vpc-0123456789abcdef0",
      publicSubnetIds: ["subnet-0123456789abcdef0", "subnet-1123456789abcdef0"],
      innerSubnetIds: ["subnet-2123456789abcdef0", "subnet-3123456789abcdef0"],
    }),
    permissionsBoundary: fc.constant("arn:aws:iam::123456789012:policy/boundary"),
    tags: fc.dictionary(
      fc
        .stringMatching(/^[a-zA-Z][\w .:/=+@-]{0,40}$/u)
        .filter((key) => !/^(?:aws:|stage$|project$)/iu.test(key)),
      fc.stringMatching(/^[\w .:/=+@-]{0,60}$/u),
      { maxKeys: 3 },
    ),
  },
  { requiredKeys: ["region", "hosting"] },
);

const stageName = fc.stringMatching(/^[a-z][a-z0-9]{1,11}$/u);

test("any valid stage deploys: nothing thrown, no limit passed, nothing open, no plain secret, all priced", async () => {
  await fc.assert(
    fc.asyncProperty(stageName, settings, async (stage, valid) => {
      const graph = await recordGraph(parseStageConfig(valid, stage));
      expect(findGraphProblems(graph)).toEqual([]);
      const { totalUsd } = estimateCost(graph, { gpuHours: 0, storedModelBytes: 0 });
      expect(totalUsd).toBeGreaterThan(0);
      expect(graph.outputs["url"]).toMatch(/^https:\/\//u);
    }),
    { numRuns: 20, seed: 7 },
  );
});

test("whatever is put where a secret's ARN belongs, no message repeats it", () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom("API_KEYS", "api-keys", "PORT"), (rest, name) => {
      const secret = secretPart + rest;
      const parse = () =>
        parseStageConfig(
          { region: "us-east-1", hosting: "none", web: { secrets: { [name]: secret } } },
          "test",
        );
      expect(parse).toThrow(/web\.secrets/u);
      expect(parse).not.toThrow(new RegExp(secretPart, "u"));
    }),
    { numRuns: 100, seed: 7 },
  );
});
