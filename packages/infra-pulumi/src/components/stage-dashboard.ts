import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dashboardBody } from "../dashboard/dashboard-body.ts";
import { project } from "../names.ts";
import type { LoadBalancer } from "./load-balancer.ts";
import type { WebService } from "./web-service.ts";

interface StageDashboardArgs {
  readonly name: string;
  readonly region: string;
  readonly web: WebService;
  readonly loadBalancer: LoadBalancer;
  /** The large model's component; undefined without a GPU. */
  readonly componentName: pulumi.Output<string> | undefined;
}

/** One page of CloudWatch with what the stage's resources report. */
export class StageDashboard extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: StageDashboardArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:StageDashboard`, name, {}, options);
    const { region, web, loadBalancer, componentName } = args;
    const body = pulumi
      .output({
        region,
        loadBalancer: loadBalancer.balancer.arnSuffix,
        targetGroup: loadBalancer.targetGroup.arnSuffix,
        clusterName: web.cluster.name,
        serviceName: web.service.name,
        componentName,
      })
      .apply(dashboardBody);
    const { dashboardName } = new aws.cloudwatch.Dashboard(
      "stage",
      { dashboardName: args.name, dashboardBody: body },
      { parent: this },
    );
    this.url = pulumi.interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
    this.registerOutputs({ url: this.url });
  }
}
