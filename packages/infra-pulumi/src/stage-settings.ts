// Every setting of a stage: what it is for, its default, and its own check. Checks that need two
// settings at once stand in sizing/check-plan.ts.
import * as v from "valibot";
import { tagLimits } from "./rules/text-limits.ts";
import { cpuInstanceTypes } from "./sizing/cpu-instances.ts";
import { cuda13Ami, instanceTypes } from "./sizing/instances.ts";

const shown = (input: unknown) => (input === undefined ? "missing" : JSON.stringify(input));

function wholeNumber(min: number, max: number) {
  const message = (issue: { input: unknown }) =>
    `It is ${shown(issue.input)}. Set a whole number from ${min} to ${max}.`;
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

function oneOf<const Words extends readonly string[]>(words: Words) {
  return v.picklist(words, ({ input }) => `It is ${shown(input)}. Set one of ${words.join(", ")}.`);
}

function matching(pattern: RegExp, what: string) {
  const message = (issue: { input: unknown }) => `It is ${shown(issue.input)}. Set ${what}.`;
  return v.pipe(v.string(message), v.regex(pattern, message));
}

function yesOrNo() {
  return v.boolean(({ input }) => `It is ${shown(input)}. Set true or false.`);
}

const cronDays =
  /^(?:\*|(?:MON|TUE|WED|THU|FRI|SAT|SUN)(?:[,-](?:MON|TUE|WED|THU|FRI|SAT|SUN))*)$/u;
const clock = /^(?:[01]\d|2[0-3]):[0-5]\d$/u;
const domainName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/u;

// The message leaves out what was written: it may be the secret itself.
const secretArn = v.pipe(
  v.string("It is no text. Set the ARN of a secret in Secrets Manager."),
  v.regex(
    /^arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+(?::[\w-]*){0,3}$/u,
    "It is no ARN. Set the ARN of a secret in Secrets Manager; the secret itself never belongs in a stage file.",
  ),
);

/** Hours in which the GPU is kept warm, so that nobody waits for it. */
const warmHoursSchema = v.strictObject({
  days: v.optional(
    matching(cronDays, "days as cron writes them, such as MON-FRI or SAT,SUN or *"),
    "MON-FRI",
  ),
  from: matching(clock, "a time such as 08:00"),
  to: matching(clock, "a time such as 18:00"),
  timeZone: v.optional(
    v.pipe(
      v.string(({ input }) => `It is ${shown(input)}. Set a time zone such as Europe/Berlin.`),
      v.check(
        isTimeZone,
        ({ input }) => `It is ${shown(input)}. Set a time zone such as Europe/Berlin.`,
      ),
    ),
    "UTC",
  ),
  copies: v.optional(wholeNumber(1, 20), 1),
});

/** What sizing must know of a model that is not in its table. */
const modelFactsSchema = v.strictObject({
  weightGb: v.pipe(
    v.number(({ input }) => `It is ${shown(input)}. Set the size of the weights in GB.`),
    v.minValue(0.01, "Set the size of the weights in GB, more than 0."),
  ),
  kvKibPerToken: wholeNumber(1, 10_000),
  maxTokens: wholeNumber(1024, 1_000_000),
});

/** The GPU endpoint as a person writes it. */
const endpointSchema = v.strictObject({
  profile: v.optional(oneOf(["bf16", "awq"]), "bf16"),
  model: v.optional(
    matching(
      /^(?:s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/(?:[\w!.*'()-]+\/)+|[\w.-]+\/[\w.-]+@[0-9a-f]{40})$/u,
      "a hub id with its pinned revision (org/name@<40 hex digits>) or an own prefix (s3://bucket/prefix/, with the last slash)",
    ),
  ),
  modelFacts: v.optional(modelFactsSchema),
  servedName: v.optional(
    matching(
      /^[\w.-]+(?:\/[\w.-]+)*$/u,
      "the name under which the model answers, such as acme/chat",
    ),
  ),
  instanceType: v.optional(oneOf(instanceTypes)),
  fallbackInstanceTypes: v.optional(
    v.pipe(
      v.array(oneOf(instanceTypes)),
      v.maxLength(4, "It has more than 4 types; an instance pool holds 5 with the first one."),
    ),
    [],
  ),
  maxModelLength: v.optional(wholeNumber(1024, 1_000_000), 8192),
  concurrencyPerCopy: v.optional(wholeNumber(1, 256), 5),
  minCopies: v.optional(wholeNumber(0, 20), 0),
  maxCopies: v.optional(wholeNumber(1, 20), 1),
  idleMinutesToRelease: v.optional(wholeNumber(5, 1440)),
  minMemoryMb: v.optional(wholeNumber(128, 2_000_000), 1024),
  warmHours: v.optional(v.array(warmHoursSchema), []),
  containerImage: v.optional(
    matching(
      /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/[\w./-]+(?::[\w.-]+|@sha256:[0-9a-f]{64})$/u,
      "an image of a private ECR registry in the stage's region, with its tag or digest; SageMaker cannot pull public.ecr.aws",
    ),
  ),
  inferenceAmiVersion: v.optional(v.string(), cuda13Ami),
  allowUnprovenRegion: v.optional(yesOrNo(), false),
});

const serverlessMemory = [1024, 2048, 3072, 4096, 5120, 6144] as const;

/** The small models' endpoint as a person writes it; it may stand beside the GPU's. */
const smallEndpointSchema = v.strictObject({
  hosting: oneOf(["serverless", "instance"]),
  memoryMb: v.optional(
    v.picklist(
      serverlessMemory,
      ({ input }) =>
        `It is ${shown(input)}. A serverless endpoint has ${serverlessMemory.join(", ")} MB.`,
    ),
    3072,
  ),
  maxConcurrency: v.optional(wholeNumber(1, 200), 5),
  models: v.optional(
    matching(
      /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/(?:[\w!.*'()-]+\/)+$/u,
      "own small models as s3://bucket/prefix/, with the last slash; npm run model -- use writes it",
    ),
  ),
  instanceType: v.optional(oneOf(cpuInstanceTypes), "ml.c5.large"),
  minInstances: v.optional(wholeNumber(1, 20), 1),
  maxInstances: v.optional(wholeNumber(1, 20), 1),
  cpuPercent: v.optional(wholeNumber(10, 90), 60),
});

const wakeSchema = v.strictObject({
  policy: v.optional(oneOf(["summarization", "any", "ask", "never"]), "summarization"),
  budgetPerDay: v.optional(wholeNumber(0, 1000), 20),
  anonymous: v.optional(yesOrNo(), true),
});

const webSchema = v.strictObject({
  cpu: v.optional(wholeNumber(256, 16_384), 512),
  memoryMb: v.optional(wholeNumber(512, 122_880), 1024),
  minTasks: v.optional(wholeNumber(1, 50), 1),
  maxTasks: v.optional(wholeNumber(1, 50), 1),
  network: v.optional(oneOf(["public", "private"]), "public"),
  allowedOrigins: v.optional(
    v.array(matching(/^(?:\*|https?:\/\/[^/\s,]+)$/u, "origins such as https://example.org, or *")),
    [],
  ),
  secrets: v.optional(
    v.record(matching(/^[A-Z][A-Z0-9_]{1,63}$/u, "the name of an environment variable"), secretArn),
    {},
  ),
  wake: v.optional(wakeSchema, {}),
  stopGraceSeconds: v.optional(wholeNumber(0, 110), 60),
  logRetentionDays: v.optional(
    v.picklist(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365],
      ({ input }) =>
        `It is ${shown(input)}. CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180 or 365 days.`,
    ),
    30,
  ),
});

const firewallSchema = v.strictObject({
  enabled: v.optional(yesOrNo(), true),
  requestsPer5Minutes: v.optional(wholeNumber(10, 2_000_000_000), 2000),
});

/** An API for the pages of others, as a person writes it. */
const pageApiSchema = v.strictObject({
  allowedOrigins: v.pipe(
    v.array(matching(/^(?:\*|https?:\/\/[^/\s,]+)$/u, "origins such as https://example.org, or *")),
    v.minLength(
      1,
      "It is empty. Set the origins of the pages that may call, such as https://example.org.",
    ),
  ),
  requestsPerSecond: v.optional(wholeNumber(1, 1000), 5),
  burst: v.optional(wholeNumber(1, 1000), 10),
});

const domainSchema = v.strictObject({
  name: matching(domainName, "a domain name such as text.example.org"),
  zone: v.optional(matching(domainName, "the Route 53 zone that holds the name")),
  certificateArn: v.optional(
    matching(
      /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/u,
      "the ARN of a certificate of ACM in the stage's region",
    ),
  ),
});

function subnets() {
  return v.optional(
    v.array(
      matching(/^subnet-[0-9a-f]{8,17}$/u, "a subnet's id, such as subnet-0123456789abcdef0"),
    ),
    [],
  );
}

/** A network that is there already. */
const vpcSchema = v.strictObject({
  id: matching(/^vpc-[0-9a-f]{8,17}$/u, "a VPC's id, such as vpc-0123456789abcdef0"),
  publicSubnetIds: subnets(),
  innerSubnetIds: subnets(),
});

const tagsSchema = v.record(
  v.pipe(
    matching(tagLimits.key.pattern, "a tag's key: letters, digits, spaces and . : / = + - @ _"),
    v.maxLength(tagLimits.key.maxLength, `Set at most ${tagLimits.key.maxLength} characters.`),
    v.check(
      (key) => key !== "project" && key !== "stage",
      ({ input }) => `The stage sets the tag ${shown(input)} itself. Remove it.`,
    ),
  ),
  v.pipe(
    matching(tagLimits.value.pattern, "a tag's value: letters, digits, spaces and . : / = + - @ _"),
    v.maxLength(tagLimits.value.maxLength, `Set at most ${tagLimits.value.maxLength} characters.`),
  ),
);

const alertsSchema = v.strictObject({
  email: v.optional(matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/u, "an e-mail address")),
  monthlyBudgetUsd: v.optional(wholeNumber(1, 1_000_000), 100),
  warmHoursInARow: v.optional(wholeNumber(1, 23), 12),
});

/** The schema of `pilotlight:settings` in `Pulumi.<stage>.yaml`. */
export const settingsSchema = v.strictObject(
  {
    region: matching(/^[a-z]{2}(?:-[a-z]+)+-\d$/u, "an AWS region such as us-east-1"),
    hosting: oneOf(["gpu", "none"]),
    domain: v.optional(domainSchema),
    endpoint: v.optional(endpointSchema, {}),
    smallEndpoint: v.optional(smallEndpointSchema),
    web: v.optional(webSchema, {}),
    firewall: v.optional(firewallSchema, {}),
    pageApi: v.optional(pageApiSchema),
    alerts: v.optional(alertsSchema, {}),
    vpc: v.optional(vpcSchema),
    permissionsBoundary: v.optional(
      matching(
        /^arn:aws:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/u,
        "the ARN of the policy that bounds every role",
      ),
    ),
    tags: v.optional(tagsSchema, {}),
  },
  ({ expected }) =>
    expected === "Object"
      ? "The stage has none. Put them under pilotlight:settings."
      : "It is missing. Every stage sets it.",
);

/** A stage's settings with their defaults, each checked on its own. */
export type StageSettings = v.InferOutput<typeof settingsSchema>;

/** What a person may write under `pilotlight:settings`. */
export type StageSettingsInput = v.InferInput<typeof settingsSchema>;

/** The endpoint's settings with their defaults. */
export type EndpointSettings = StageSettings["endpoint"];

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
