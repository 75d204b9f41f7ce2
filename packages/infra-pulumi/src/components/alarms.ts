import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../names.ts";
import type { LoadBalancer } from "./load-balancer.ts";

interface AlarmsArgs {
  readonly topicArn: pulumi.Output<string>;
  readonly loadBalancer: LoadBalancer;
  /** The large model's component; undefined without a GPU. */
  readonly componentName: pulumi.Output<string> | undefined;
  /** True where the GPU is meant to sleep. */
  readonly sleeps: boolean;
  readonly warmHoursInARow: number;
}

interface AlarmPlan {
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Output<string>>>;
  readonly statistic: "Sum" | "SampleCount" | "Maximum";
  readonly periodSeconds: number;
  readonly periods: number;
  readonly atLeast: number;
}

/** Alarms for people: errors, tasks that are not ready, a model that stays cold or stays warm. */
export class Alarms extends pulumi.ComponentResource {
  readonly #topicArn: pulumi.Output<string>;

  constructor(name: string, args: AlarmsArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:Alarms`, name, {}, options);
    this.#topicArn = args.topicArn;
    this.#watchWeb(args.loadBalancer);
    if (args.componentName) this.#watchModel(args.componentName, args);
    this.registerOutputs({});
  }

  #watchWeb({ balancer, targetGroup }: LoadBalancer): void {
    const metrics = {
      namespace: "AWS/ApplicationELB",
      dimensions: { LoadBalancer: balancer.arnSuffix, TargetGroup: targetGroup.arnSuffix },
    };
    this.#alarm("web-errors", {
      ...metrics,
      description: "The web server answered 10 or more requests with a 5xx within 5 minutes.",
      metricName: "HTTPCode_Target_5XX_Count",
      statistic: "Sum",
      periodSeconds: 300,
      periods: 1,
      atLeast: 10,
    });
    this.#alarm("web-unready", {
      ...metrics,
      description: "A web task has not been ready for 5 minutes.",
      metricName: "UnHealthyHostCount",
      statistic: "Maximum",
      periodSeconds: 60,
      periods: 5,
      atLeast: 1,
    });
  }

  #watchModel(componentName: pulumi.Output<string>, args: AlarmsArgs): void {
    const dimensions = { InferenceComponentName: componentName };
    const metrics = { namespace: "AWS/SageMaker", dimensions };
    this.#alarm("model-errors", {
      ...metrics,
      description: "The large model failed 5 or more calls within 5 minutes.",
      metricName: "Invocation5XXErrors",
      statistic: "Sum",
      periodSeconds: 300,
      periods: 1,
      atLeast: 5,
    });
    if (!args.sleeps) return;
    this.#alarm("cold-too-long", {
      ...metrics,
      description:
        "Calls have found no copy of the large model for 20 minutes; a wake takes 5 to 10. Look for missing GPU capacity or quota.",
      metricName: "NoCapacityInvocationFailures",
      statistic: "Sum",
      periodSeconds: 300,
      periods: 4,
      atLeast: 1,
    });
    this.#alarm("warm-too-long", {
      namespace: "/aws/sagemaker/InferenceComponents",
      dimensions,
      description: `The GPU has been on for ${args.warmHoursInARow} hours in a row. It is billed by the hour; see who keeps it awake.`,
      // Reported only while an instance runs, so it is the reports that are counted.
      metricName: "GPUUtilizationNormalized",
      statistic: "SampleCount",
      periodSeconds: 3600,
      periods: args.warmHoursInARow,
      atLeast: 1,
    });
  }

  #alarm(name: string, plan: AlarmPlan): void {
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        alarmDescription: plan.description,
        namespace: plan.namespace,
        metricName: plan.metricName,
        dimensions: plan.dimensions,
        statistic: plan.statistic,
        period: plan.periodSeconds,
        evaluationPeriods: plan.periods,
        datapointsToAlarm: plan.periods,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: plan.atLeast,
        treatMissingData: "notBreaching",
        alarmActions: [this.#topicArn],
        okActions: [this.#topicArn],
      },
      { parent: this },
    );
  }
}
