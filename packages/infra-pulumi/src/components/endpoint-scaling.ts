import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../names.ts";
import type { EndpointConfig } from "../sizing/endpoint-plan.ts";

interface EndpointScalingArgs {
  readonly config: EndpointConfig;
  /** The component's name as an output, so that all of this is deleted before the component. */
  readonly componentName: pulumi.Output<string>;
}

const serviceNamespace = "sagemaker";
const scalableDimension = "sagemaker:inference-component:DesiredCopyCount";
const coolDownSeconds = 300;
const wakeCoolDownSeconds = 60;
// One refused call wakes. AWS's guide has "greater than 1, sum of 60 s", which takes two.
const wakeAlarm = {
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  statistic: "Maximum",
  period: 30,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: "missing",
} as const;

/** Copies from `minCopies` to `maxCopies` and back: woken by a refused call, held by load, put to sleep by silence. */
export class EndpointScaling extends pulumi.ComponentResource {
  readonly #target: aws.appautoscaling.Target;

  constructor(name: string, args: EndpointScalingArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:EndpointScaling`, name, {}, options);
    const { config, componentName } = args;
    this.#target = new aws.appautoscaling.Target(
      "copies",
      {
        serviceNamespace,
        scalableDimension,
        resourceId: pulumi.interpolate`inference-component/${componentName}`,
        minCapacity: config.minCopies,
        maxCapacity: config.maxCopies,
      },
      { parent: this },
    );
    this.#followLoad(config);
    // Target tracking cannot leave zero by itself: there is no load to track.
    if (config.minCopies === 0) this.#wakeOnRefusal(componentName);
    this.#warmHours(config);
    this.registerOutputs({});
  }

  get #dimension() {
    const { resourceId } = this.#target;
    return { serviceNamespace, scalableDimension, resourceId };
  }

  #followLoad({ concurrencyPerCopy }: EndpointConfig): void {
    new aws.appautoscaling.Policy(
      "follow-load",
      {
        ...this.#dimension,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          targetValue: concurrencyPerCopy,
          predefinedMetricSpecification: {
            predefinedMetricType:
              "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution",
          },
          scaleInCooldown: coolDownSeconds,
          scaleOutCooldown: coolDownSeconds,
        },
      },
      { parent: this },
    );
  }

  #wakeOnRefusal(componentName: pulumi.Output<string>): void {
    const wake = new aws.appautoscaling.Policy(
      "wake",
      {
        ...this.#dimension,
        policyType: "StepScaling",
        stepScalingPolicyConfiguration: {
          adjustmentType: "ChangeInCapacity",
          metricAggregationType: "Maximum",
          cooldown: wakeCoolDownSeconds,
          stepAdjustments: [{ metricIntervalLowerBound: "0", scalingAdjustment: 1 }],
        },
      },
      { parent: this },
    );
    new aws.cloudwatch.MetricAlarm(
      "wake",
      {
        ...wakeAlarm,
        alarmDescription: "A call found no copy of the large model: start one.",
        namespace: "AWS/SageMaker",
        metricName: "NoCapacityInvocationFailures",
        dimensions: { InferenceComponentName: componentName },
        alarmActions: [wake.arn],
      },
      { parent: this },
    );
  }

  #warmHours({ warmHours, minCopies, maxCopies }: EndpointConfig): void {
    for (const [index, { days, from, to, timeZone, copies }] of warmHours.entries()) {
      const steps = [
        { step: "warm", time: from, minCapacity: Math.max(copies, minCopies) },
        { step: "sleep", time: to, minCapacity: minCopies },
      ];
      for (const { step, time, minCapacity } of steps) {
        new aws.appautoscaling.ScheduledAction(
          `${step}-${index}`,
          {
            ...this.#dimension,
            schedule: cronOf(days, time),
            timezone: timeZone,
            scalableTargetAction: { minCapacity, maxCapacity: maxCopies },
          },
          { parent: this },
        );
      }
    }
  }
}

/** Auto Scaling's cron: minute, hour, day of month, month, day of week, year. */
function cronOf(days: string, time: string): string {
  const [hour, minute] = time.split(":").map(Number);
  return `cron(${minute ?? 0} ${hour ?? 0} ? * ${days} *)`;
}
