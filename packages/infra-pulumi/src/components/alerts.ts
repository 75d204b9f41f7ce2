import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../names.ts";

interface AlertsArgs {
  readonly prefix: string;
  readonly accountId: pulumi.Output<string>;
  readonly email: string | undefined;
  readonly monthlyBudgetUsd: number;
}

const warnPercent = 80;

/** One topic for everything that a person should know, and a budget that writes to it. */
export class Alerts extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;

  constructor(name: string, args: AlertsArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:Alerts`, name, {}, options);
    const parent = { parent: this };
    this.topic = new aws.sns.Topic("alerts", { namePrefix: `${args.prefix}-alerts-` }, parent);
    const policy = new aws.sns.TopicPolicy(
      "alerts",
      { arn: this.topic.arn, policy: topicPolicy(this.topic.arn, args.accountId) },
      parent,
    );
    if (args.email !== undefined) {
      new aws.sns.TopicSubscription(
        "email",
        { topic: this.topic.arn, protocol: "email", endpoint: args.email },
        parent,
      );
    }
    const notification = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
      notificationType,
      comparisonOperator: "GREATER_THAN",
      threshold,
      thresholdType: "PERCENTAGE",
      subscriberSnsTopicArns: [this.topic.arn],
    });
    // The whole account: a filter by tag sees nothing until somebody activates the tag for billing.
    new aws.budgets.Budget(
      "month",
      {
        namePrefix: `${args.prefix}-`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: String(args.monthlyBudgetUsd),
        limitUnit: "USD",
        notifications: [notification("ACTUAL", warnPercent), notification("FORECASTED", 100)],
      },
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({ topicArn: this.topic.arn });
  }
}

/** Alarms and budgets of this account may publish, nobody else's. */
function topicPolicy(topicArn: pulumi.Output<string>, accountId: pulumi.Output<string>) {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "PublishAlerts",
        Effect: "Allow",
        Principal: { Service: ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"] },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
    ],
  });
}
