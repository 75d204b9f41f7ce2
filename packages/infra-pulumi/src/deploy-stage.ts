// Step 2: a checked stage becomes resources. The order is written down by what each takes from the
// others; deletion is the reverse.
import * as aws from "@pulumi/aws";
import { Provider as NativeProvider } from "@pulumi/aws-native/provider.js";
import type * as pulumi from "@pulumi/pulumi";
import { Alarms } from "./components/alarms.ts";
import { Alerts } from "./components/alerts.ts";
import { EndpointScaling } from "./components/endpoint-scaling.ts";
import { Foundation } from "./components/foundation.ts";
import { FrontDoor } from "./components/front-door.ts";
import { GpuEndpoint } from "./components/gpu-endpoint.ts";
import { existingNetwork, Network } from "./components/network.ts";
import { PageApi } from "./components/page-api.ts";
import { SmallEndpoint } from "./components/small-endpoint.ts";
import { StageDashboard } from "./components/stage-dashboard.ts";
import { WebScaling } from "./components/web-scaling.ts";
import { WebService } from "./components/web-service.ts";
import { namesOf, project, type StageNames } from "./names.ts";
import { nativeRegion } from "./sizing/regions.ts";
import type { StageConfig } from "./stage-config.ts";
import type { StageOutputs } from "./stage-outputs.ts";

/** What every part of the stage is declared with. */
interface Stage {
  readonly config: StageConfig;
  readonly names: StageNames;
  readonly tags: Readonly<Record<string, string>>;
  /** Options that put a component on the stage's providers. */
  readonly options: { readonly providers: pulumi.ProviderResource[] };
  readonly foundation: Foundation;
}

/**
 * Declares the stage's resources.
 * @param image the web image by digest; undefined declares the foundation only, where it is pushed to
 */
export function deployStage(config: StageConfig, image: string | undefined): StageOutputs {
  const stage = openStage(config);
  const { repository, bucket } = stage.foundation;
  const kept = { repositoryUrl: repository.repositoryUrl, modelBucket: bucket?.bucket };
  if (image === undefined) return { ...nothingYet, ...kept, phase: "foundation" };

  const { accountId } = aws.getCallerIdentityOutput({}, lookUpOptions(stage.options));
  const topicArn = declareAlerts(stage, accountId);
  const componentName = config.endpoint && declareModel(stage, config.endpoint, accountId);
  const smallEndpoint = declareSmallModels(stage, image, accountId);
  const { frontDoor, web } = declareWeb(stage, image, accountId);
  const pageApi = declarePageApi(stage, frontDoor.url, accountId);
  const watched = { loadBalancer: frontDoor.loadBalancer, componentName };
  declareAlarms(stage, watched, topicArn);
  const dashboard = new StageDashboard(
    "dashboard",
    { ...watched, web, region: config.region, name: stage.names.dashboard },
    stage.options,
  );
  return {
    ...kept,
    phase: "complete",
    url: frontDoor.url,
    dnsTarget: frontDoor.dnsTarget,
    pageApiUrl: pageApi?.url,
    image,
    clusterName: web.cluster.name,
    serviceName: web.service.name,
    endpointName: config.endpoint && stage.names.endpoint,
    inferenceComponentName: componentName,
    smallEndpointName: smallEndpoint?.endpoint.name,
    dashboardUrl: dashboard.url,
    alertTopicArn: topicArn,
  };
}

const nothingYet = {
  url: undefined,
  dnsTarget: undefined,
  pageApiUrl: undefined,
  image: undefined,
  clusterName: undefined,
  serviceName: undefined,
  endpointName: undefined,
  inferenceComponentName: undefined,
  smallEndpointName: undefined,
  dashboardUrl: undefined,
  alertTopicArn: undefined,
} as const;

/** Look-ups of the classic provider ask in the stage's region. */
function lookUpOptions({ providers }: Stage["options"]): pulumi.InvokeOptions {
  const [provider] = providers;
  return provider ? { provider } : {};
}

function openStage(config: StageConfig): Stage {
  const names = namesOf(config.stage);
  const tags = { ...config.tags, project, stage: config.stage };
  const { region } = config;
  const classic = new aws.Provider("aws", { region, defaultTags: { tags } });
  const native = new NativeProvider("aws-native", { region: nativeRegion(region) });
  const options = { providers: [classic, native] };
  const needsBucket = config.endpoint?.source.kind === "hub";
  const foundation = new Foundation("foundation", { prefix: names.prefix, needsBucket }, options);
  return { config, names, tags, options, foundation };
}

function declareAlerts({ config, names, options }: Stage, accountId: pulumi.Output<string>) {
  const { email, monthlyBudgetUsd } = config.alerts;
  const alerts = new Alerts(
    "alerts",
    { prefix: names.prefix, accountId, email, monthlyBudgetUsd },
    options,
  );
  return alerts.topic.arn;
}

/** The endpoint and what wakes it; gives the component's name once it is there. */
function declareModel(
  { config, names, tags, options, foundation }: Stage,
  endpoint: NonNullable<StageConfig["endpoint"]>,
  accountId: pulumi.Output<string>,
): pulumi.Output<string> {
  const { component } = new GpuEndpoint(
    "endpoint",
    {
      config: endpoint,
      region: config.region,
      accountId,
      names,
      bucket: foundation.bucket,
      logRetentionDays: config.web.logRetentionDays,
      permissionsBoundary: config.permissionsBoundary,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    },
    options,
  );
  const componentName = component.inferenceComponentName.apply(
    (name) => name ?? names.inferenceComponent,
  );
  new EndpointScaling("endpoint-scaling", { config: endpoint, componentName }, options);
  return componentName;
}

function declarePageApi(
  { config, names, options }: Stage,
  appUrl: pulumi.Output<string>,
  accountId: pulumi.Output<string>,
): PageApi | undefined {
  const { pageApi: settings, region, web, permissionsBoundary } = config;
  if (!settings) return undefined;
  const { logRetentionDays } = web;
  return new PageApi(
    "page-api",
    { settings, region, accountId, names, appUrl, logRetentionDays, permissionsBoundary },
    options,
  );
}

function declareSmallModels(
  { config, names, options, foundation }: Stage,
  image: string,
  accountId: pulumi.Output<string>,
): SmallEndpoint | undefined {
  const { smallEndpoint, region, permissionsBoundary } = config;
  if (!smallEndpoint) return undefined;
  return new SmallEndpoint(
    "small-endpoint",
    {
      config: smallEndpoint,
      region,
      accountId,
      names,
      image,
      repositoryArn: foundation.repository.arn,
      logRetentionDays: config.web.logRetentionDays,
      permissionsBoundary,
    },
    options,
  );
}

function declareWeb(
  { config, names, options, foundation }: Stage,
  image: string,
  accountId: pulumi.Output<string>,
) {
  const { region, web: settings } = config;
  const network = config.vpc
    ? existingNetwork(config.vpc, lookUpOptions(options))
    : new Network("network", { prefix: names.prefix, region, tasks: settings.network }, options);
  const frontDoor = new FrontDoor("front-door", { config, names, network }, options);
  const { loadBalancer } = frontDoor;
  const repositoryArn = foundation.repository.arn;
  const web = new WebService(
    "web",
    { config, names, accountId, image, repositoryArn, network, loadBalancer },
    options,
  );
  const { minTasks, maxTasks } = settings;
  if (maxTasks > minTasks) {
    new WebScaling("web-scaling", { web, loadBalancer, minTasks, maxTasks }, options);
  }
  return { frontDoor, web };
}

function declareAlarms(
  { config, options }: Stage,
  watched: Pick<ConstructorParameters<typeof Alarms>[1], "loadBalancer" | "componentName">,
  topicArn: pulumi.Output<string>,
): void {
  const sleeps = config.endpoint?.minCopies === 0;
  const { warmHoursInARow } = config.alerts;
  new Alarms("alarms", { ...watched, topicArn, sleeps, warmHoursInARow }, options);
}
