import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { project } from "../names.ts";
import type { LoadBalancer } from "./load-balancer.ts";
import type { WebService } from "./web-service.ts";

interface WebScalingArgs {
  readonly web: WebService;
  readonly loadBalancer: LoadBalancer;
  readonly minTasks: number;
  readonly maxTasks: number;
}

const cpuPercent = 60;
const requestsPerTaskPerMinute = 600;

/** Tasks between two numbers, following the CPU (the small models) and the requests. */
export class WebScaling extends pulumi.ComponentResource {
  constructor(name: string, args: WebScalingArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:WebScaling`, name, {}, options);
    const { cluster, service } = args.web;
    const { balancer, targetGroup } = args.loadBalancer;
    const target = new aws.appautoscaling.Target(
      "tasks",
      {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: pulumi.interpolate`service/${cluster.name}/${service.name}`,
        minCapacity: args.minTasks,
        maxCapacity: args.maxTasks,
      },
      { parent: this },
    );
    const follow = (
      metric: string,
      targetValue: number,
      resourceLabel?: pulumi.Output<string>,
    ): aws.appautoscaling.Policy =>
      new aws.appautoscaling.Policy(
        metric,
        {
          policyType: "TargetTrackingScaling",
          serviceNamespace: target.serviceNamespace,
          scalableDimension: target.scalableDimension,
          resourceId: target.resourceId,
          targetTrackingScalingPolicyConfiguration: {
            targetValue,
            predefinedMetricSpecification: {
              predefinedMetricType: metric,
              ...(resourceLabel ? { resourceLabel } : {}),
            },
            scaleOutCooldown: 60,
            // A stopped task takes the runs in its memory with it, so it is not done in haste.
            scaleInCooldown: 900,
          },
        },
        { parent: this },
      );
    follow("ECSServiceAverageCPUUtilization", cpuPercent);
    follow(
      "ALBRequestCountPerTarget",
      requestsPerTaskPerMinute,
      pulumi.interpolate`${balancer.arnSuffix}/${targetGroup.arnSuffix}`,
    );
    this.registerOutputs({});
  }
}
