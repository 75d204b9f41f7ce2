import type { GraphResource } from "../graph/resource-graph.ts";
import { inputAt, listAt, numberAt, textAt } from "./input-at.ts";
import { type Rule, ruleFor } from "./rule.ts";

interface NameLimit {
  /** The input that holds the name. */
  readonly input: string;
  readonly maxLength: number;
  readonly pattern: RegExp;
}

const simple = /^[a-zA-Z0-9](?:-*[a-zA-Z0-9])*$/u;

// What AWS allows for names that we choose; a name that we leave open Pulumi makes from its own.
const nameLimits: ReadonlyMap<string, NameLimit> = new Map([
  ["aws:lb/loadBalancer:LoadBalancer", { input: "name", maxLength: 32, pattern: simple }],
  ["aws:lb/targetGroup:TargetGroup", { input: "name", maxLength: 32, pattern: simple }],
  ["aws:ecs/cluster:Cluster", { input: "name", maxLength: 255, pattern: /^[\w-]+$/u }],
  ["aws:ecs/service:Service", { input: "name", maxLength: 255, pattern: /^[\w-]+$/u }],
  [
    "aws:ecr/repository:Repository",
    { input: "name", maxLength: 256, pattern: /^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/u },
  ],
  // S3 adds 26 characters to the prefix; 63 are allowed.
  [
    "aws:s3/bucket:Bucket",
    { input: "bucketPrefix", maxLength: 37, pattern: /^[a-z0-9][a-z0-9-]*$/u },
  ],
  ["aws-native:sagemaker:Endpoint", { input: "endpointName", maxLength: 63, pattern: simple }],
  [
    "aws-native:sagemaker:InferenceComponent",
    { input: "inferenceComponentName", maxLength: 63, pattern: simple },
  ],
  [
    "aws:cloudwatch/dashboard:Dashboard",
    { input: "dashboardName", maxLength: 255, pattern: /^[\w-]+$/u },
  ],
  // The provider adds 26 characters; 128 are allowed.
  ["aws:wafv2/webAcl:WebAcl", { input: "namePrefix", maxLength: 102, pattern: /^[\w-]+$/u }],
]);

const secondsPerDay = 86_400;

/** Limits that hold for every stage: lengths of names, periods of alarms, order of numbers. */
export const limitRules: readonly Rule[] = [
  ...[...nameLimits].map(([type, limit]) =>
    ruleFor(type, (resource) => [checkName(resource, limit)]),
  ),
  ruleFor("aws:cloudwatch/metricAlarm:MetricAlarm", ({ inputs }) => {
    const period = numberAt(inputs, "period");
    const watched = period * numberAt(inputs, "evaluationPeriods");
    const limit = period >= 3600 ? 7 * secondsPerDay : secondsPerDay;
    return [
      !(period === 10 || period === 30 || (period > 0 && period % 60 === 0)) &&
        `Its period is ${period} s; CloudWatch takes 10, 30 or whole minutes.`,
      watched > limit && `It looks back ${watched} s; with its period the limit is ${limit} s.`,
      listAt(inputs, "alarmActions").length === 0 && "It tells nobody.",
    ];
  }),
  ruleFor("aws:appautoscaling/target:Target", ({ inputs }) => [
    numberAt(inputs, "minCapacity") > numberAt(inputs, "maxCapacity") &&
      "Its minimum is above its maximum.",
  ]),
  ruleFor("aws:cloudwatch/logGroup:LogGroup", ({ inputs }) => [
    inputAt(inputs, "retentionInDays") === undefined && "It keeps its logs for ever.",
  ]),
  ruleFor("aws:s3/bucket:Bucket", ({ name }, { resources }) => [
    !resources.some(
      (other) =>
        other.type === "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock" &&
        other.name === name,
    ) && "Nothing blocks public access to it.",
  ]),
];

function checkName({ inputs }: GraphResource, { input, maxLength, pattern }: NameLimit) {
  const name = textAt(inputs, input);
  if (name === "") return false;
  if (name.length > maxLength) {
    return `Its ${input} "${name}" has ${name.length} characters; AWS allows ${maxLength}.`;
  }
  return !pattern.test(name) && `Its ${input} "${name}" has characters that AWS refuses.`;
}
