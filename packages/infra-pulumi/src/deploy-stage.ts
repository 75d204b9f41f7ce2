// Step 2: a checked stage becomes resources. The order is written down by what each takes from the
// others; deletion is the reverse.
import * as aws from "@pulumi/aws";
import * as awsNative from "@pulumi/aws-native";
import * as pulumi from "@pulumi/pulumi";
import { Alarms } from "./components/alarms.ts";
import { Alerts } from "./components/alerts.ts";
import { EndpointScaling } from "./components/endpoint-scaling.ts";
import { Foundation } from "./components/foundation.ts";
import { FrontDoor } from "./components/front-door.ts";
import { GpuEndpoint } from "./components/gpu-endpoint.ts";
import { Network } from "./components/network.ts";
import { WebScaling } from "./components/web-scaling.ts";
import { WebService } from "./components/web-service.ts";
import { dashboardBody } from "./dashboard/dashboard-body.ts";
import { namesOf, project } from "./names.ts";
import type { StageConfig } from "./stage-config.ts";
import type { StageOutputs } from "./stage-outputs.ts";

/**
 * Declares the stage's resources.
 * @param image the web image by digest; undefined declares the foundation only, where it is pushed to
 */
export function deployStage(config: StageConfig, image: string | undefined): StageOutputs {
  const names = namesOf(config.stage);
  const tags = { project, stage: config.stage };
  const region = config.region;
  const classic = new aws.Provider("aws", { region, defaultTags: { tags } });
  const native = new awsNative.Provider("aws-native", { region: nativeRegion(region) });
  const inStage = { providers: [classic, native] };
  const foundation = new Foundation(
    "foundation",
    { prefix: names.prefix, needsBucket: config.endpoint?.source.kind === "hub" },
    inStage,
  );
  const foundationOutputs = {
    repositoryUrl: foundation.repository.repositoryUrl,
    modelBucket: foundation.bucket?.bucket,
  };
  if (image === undefined) return { ...nothingYet, ...foundationOutputs, phase: "foundation" };

  const { accountId } = aws.getCallerIdentityOutput({}, { provider: classic });
  const alerts = new Alerts(
    "alerts",
    {
      prefix: names.prefix,
      accountId,
      email: config.alerts.email,
      monthlyBudgetUsd: config.alerts.monthlyBudgetUsd,
    },
    inStage,
  );
  const componentName = config.endpoint && declareModel(config.endpoint);

  const network = new Network(
    "network",
    { prefix: names.prefix, region, tasks: config.web.network },
    inStage,
  );
  const frontDoor = new FrontDoor("front-door", { config, names, network }, inStage);
  const { loadBalancer } = frontDoor;
  const web = new WebService(
    "web",
    {
      config,
      names,
      accountId,
      image,
      repositoryArn: foundation.repository.arn,
      network,
      loadBalancer,
    },
    inStage,
  );
  const { minTasks, maxTasks } = config.web;
  if (maxTasks > minTasks) {
    new WebScaling("web-scaling", { web, loadBalancer, minTasks, maxTasks }, inStage);
  }
  new Alarms(
    "alarms",
    {
      topicArn: alerts.topic.arn,
      loadBalancer,
      componentName,
      sleeps: config.endpoint?.minCopies === 0,
      warmHoursInARow: config.alerts.warmHoursInARow,
    },
    inStage,
  );
  return {
    ...foundationOutputs,
    phase: "complete",
    url: frontDoor.url,
    clusterName: web.cluster.name,
    serviceName: web.service.name,
    endpointName: config.endpoint && names.endpoint,
    inferenceComponentName: componentName,
    dashboardUrl: declareDashboard(),
    alertTopicArn: alerts.topic.arn,
  };

  function declareModel(endpoint: NonNullable<StageConfig["endpoint"]>): pulumi.Output<string> {
    const gpu = new GpuEndpoint(
      "endpoint",
      {
        config: endpoint,
        region,
        accountId,
        names,
        bucket: foundation.bucket,
        logRetentionDays: config.web.logRetentionDays,
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      },
      inStage,
    );
    const name = gpu.component.inferenceComponentName.apply(
      (given) => given ?? names.inferenceComponent,
    );
    new EndpointScaling("endpoint-scaling", { config: endpoint, componentName: name }, inStage);
    return name;
  }

  function declareDashboard(): pulumi.Output<string> {
    const { balancer, targetGroup } = loadBalancer;
    const body = pulumi
      .all([balancer.arnSuffix, targetGroup.arnSuffix, web.cluster.name, web.service.name])
      .apply(([balancerSuffix, targetGroupSuffix, clusterName, serviceName]) =>
        dashboardBody({
          region,
          loadBalancer: balancerSuffix,
          targetGroup: targetGroupSuffix,
          clusterName,
          serviceName,
          componentName: config.endpoint && names.inferenceComponent,
        }),
      );
    const dashboard = new aws.cloudwatch.Dashboard(
      "stage",
      { dashboardName: names.dashboard, dashboardBody: body },
      { provider: classic },
    );
    return pulumi.interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
  }
}

const nothingYet = {
  url: undefined,
  clusterName: undefined,
  serviceName: undefined,
  endpointName: undefined,
  inferenceComponentName: undefined,
  dashboardUrl: undefined,
  alertTopicArn: undefined,
} as const;

function nativeRegion(name: string): awsNative.Region {
  const region = Object.values(awsNative.Region).find((known) => known === name);
  if (region !== undefined) return region;
  throw new Error(`The aws-native provider does not know the region ${name}.`);
}
