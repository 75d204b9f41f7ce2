import { inputAt, listAt, numberAt } from "./input-at.ts";
import { type Rule, ruleFor } from "./rule.ts";

const secondsPerDay = 86_400;

/** Limits that hold for every stage: periods of alarms, order of numbers. */
export const limitRules: readonly Rule[] = [
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
