// What one resource costs: a small function for each type that is billed by itself.
import { ofType, type GraphResource, type ResourceGraph } from "../graph/resource-graph.ts";
import { inputAt, numberAt } from "../rules/input-at.ts";
import { cpuInstanceTypes } from "../sizing/cpu-instances.ts";
import { instanceTypes } from "../sizing/instances.ts";
import { cpuInstancePrices, hoursPerMonth, instancePrices, type Price, prices } from "./prices.ts";

/** One line of an estimate. */
export interface CostLine {
  readonly item: string;
  /** How much of it, in the price's unit: `2 × 0.5 vCPU × 730 h`. */
  readonly quantity: string;
  readonly price: Price;
  readonly monthlyUsd: number;
}

/** What the resources alone do not tell. */
export interface CostOptions {
  /** Hours of the month in which one GPU instance is on; 0 is the idle stage. */
  readonly gpuHours: number;
  /** Bytes that the stage keeps in its own bucket. */
  readonly storedModelBytes: number;
  /** Hours of the month in which the serverless endpoint computes. Default 0. */
  readonly serverlessHours?: number;
}

// The web image and the last ones kept beside it share most layers; about 1 GB together.
const imageGb = 1;

/** Resource types that cost nothing by themselves; use may, see `usagePrices`. */
export const freeTypes: ReadonlySet<string> = new Set([
  "aws-native:sagemaker:Endpoint",
  "aws-native:sagemaker:InferenceComponent",
  "aws:acm/certificate:Certificate",
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:apigatewayv2/integration:Integration",
  "aws:apigatewayv2/route:Route",
  "aws:apigatewayv2/stage:Stage",
  "aws:appautoscaling/policy:Policy",
  "aws:appautoscaling/scheduledAction:ScheduledAction",
  "aws:appautoscaling/target:Target",
  "aws:budgets/budget:Budget",
  "aws:cloudfront/distribution:Distribution",
  "aws:cloudfront/originRequestPolicy:OriginRequestPolicy",
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
  "aws:cloudfront/vpcOrigin:VpcOrigin",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:ec2/internetGateway:InternetGateway",
  "aws:ec2/route:Route",
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:ecs/cluster:Cluster",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:lambda/permission:Permission",
  "aws:lb/listener:Listener",
  "aws:lb/targetGroup:TargetGroup",
  "aws:route53/record:Record",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:sagemaker/endpoint:Endpoint",
  "aws:sagemaker/model:Model",
  "aws:sns/topic:Topic",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:wafv2/webAclAssociation:WebAclAssociation",
]);

type Pricer = (resource: GraphResource, context: Context) => readonly CostLine[];

/** The rest of the stage, which some prices need. */
export interface Context {
  readonly graph: ResourceGraph;
  readonly options: CostOptions;
}

const pricers: ReadonlyMap<string, Pricer> = new Map<string, Pricer>([
  ["aws:ecs/service:Service", priceTasks],
  ["aws:lb/loadBalancer:LoadBalancer", priceLoadBalancer],
  ["aws:ec2/natGateway:NatGateway", () => [perHour("NAT gateway", prices.natGateway)]],
  ["aws:ec2/eip:Eip", () => [perHour("Public address of the NAT gateway", prices.publicIpv4)]],
  ["aws:wafv2/webAcl:WebAcl", priceFirewall],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", priceAlarm],
  ["aws:cloudwatch/dashboard:Dashboard", () => [lineOf("Dashboard", "1", 1, prices.dashboard)]],
  ["aws:s3/bucket:Bucket", priceWeights],
  [
    "aws:ecr/repository:Repository",
    () => [lineOf("Images", `${imageGb} GB`, imageGb, prices.ecrStorage)],
  ],
  ["aws:ecs/taskDefinition:TaskDefinition", priceSecrets],
  ["aws-native:sagemaker:EndpointConfig", priceGpu],
  [
    "aws:apigatewayv2/api:Api",
    () => [lineOf("API for other pages", "0 million calls", 0, prices.httpApiMillion)],
  ],
  [
    "aws:lambda/function:Function",
    () => [lineOf("Its function", "0 million calls", 0, prices.lambdaMillion)],
  ],
  ["aws:sagemaker/endpointConfiguration:EndpointConfiguration", priceSmallModels],
]);

/**
 * The lines of one resource; none where it is free.
 * @throws when the resource is neither priced nor known to be free
 */
export function priceResource(resource: GraphResource, context: Context): readonly CostLine[] {
  const pricer = pricers.get(resource.type);
  if (pricer) return pricer(resource, context);
  if (freeTypes.has(resource.type)) return [];
  throw new Error(`${resource.type} has no price. Add it to src/cost/price-resource.ts.`);
}

/** Auto Scaling makes two alarms of its own for every policy that tracks a target. */
export function priceTrackingAlarms(graph: ResourceGraph): readonly CostLine[] {
  return ofType(graph, "aws:appautoscaling/policy:Policy")
    .filter(({ inputs }) => inputs["policyType"] === "TargetTrackingScaling")
    .map(({ inputs }) =>
      JSON.stringify(inputs).includes("HighResolution")
        ? lineOf("Alarms below 60 s", "2", 2, prices.fastAlarm)
        : lineOf("Alarms", "2", 2, prices.alarm),
    );
}

function priceTasks(service: GraphResource, { graph }: Context): readonly CostLine[] {
  const tasks = Number(service.inputs["desiredCount"]);
  const [definition] = ofType(graph, "aws:ecs/taskDefinition:TaskDefinition");
  const vcpus = Number(definition?.inputs["cpu"]) / 1024;
  const gb = Number(definition?.inputs["memory"]) / 1024;
  const hours = tasks * hoursPerMonth;
  const compute = [
    lineOf(
      "Web tasks, CPU",
      `${tasks} × ${vcpus} vCPU × ${hoursPerMonth} h`,
      hours * vcpus,
      prices.fargateVcpu,
    ),
    lineOf(
      "Web tasks, memory",
      `${tasks} × ${gb} GB × ${hoursPerMonth} h`,
      hours * gb,
      prices.fargateGb,
    ),
  ];
  if (!assignsPublicIp(service)) return compute;
  return [
    ...compute,
    lineOf(
      "Public addresses of the tasks",
      `${tasks} × ${hoursPerMonth} h`,
      hours,
      prices.publicIpv4,
    ),
  ];
}

function assignsPublicIp({ inputs }: GraphResource): boolean {
  const network = inputs["networkConfiguration"];
  return (
    typeof network === "object" &&
    network !== null &&
    "assignPublicIp" in network &&
    network.assignPublicIp === true
  );
}

function priceLoadBalancer({ inputs }: GraphResource): readonly CostLine[] {
  const own = perHour("Load balancer", prices.loadBalancer);
  if (inputs["internal"] === true) return [own];
  const zones = Array.isArray(inputs["subnets"]) ? inputs["subnets"].length : 0;
  const hours = zones * hoursPerMonth;
  return [
    own,
    lineOf(
      "Public addresses of the load balancer",
      `${zones} × ${hoursPerMonth} h`,
      hours,
      prices.publicIpv4,
    ),
  ];
}

function priceFirewall({ inputs }: GraphResource): readonly CostLine[] {
  const rules = Array.isArray(inputs["rules"]) ? inputs["rules"].length : 0;
  return [
    lineOf("Firewall", "1", 1, prices.firewall),
    lineOf("Firewall rules", String(rules), rules, prices.firewallRule),
  ];
}

function priceAlarm({ inputs }: GraphResource): readonly CostLine[] {
  const isFast = Number(inputs["period"]) < 60;
  return [
    isFast
      ? lineOf("Alarms below 60 s", "1", 1, prices.fastAlarm)
      : lineOf("Alarms", "1", 1, prices.alarm),
  ];
}

function priceWeights(_bucket: GraphResource, { options }: Context): readonly CostLine[] {
  const gb = options.storedModelBytes / 1e9;
  return [lineOf("Weights", `${gb.toFixed(1)} GB`, gb, prices.s3Storage)];
}

function priceSecrets({ inputs }: GraphResource): readonly CostLine[] {
  const secrets = new Set(
    String(inputs["containerDefinitions"]).match(/arn:aws:secretsmanager:[^"]+/gu),
  );
  if (secrets.size === 0) return [];
  return [lineOf("Secrets", String(secrets.size), secrets.size, prices.secret)];
}

const gpuItem = "GPU instance";

/** True for the line of the GPU, which is what sleeps. */
export function isGpuLine({ item }: CostLine): boolean {
  return item.startsWith(gpuItem);
}

function priceGpu({ inputs }: GraphResource, { options }: Context): readonly CostLine[] {
  const written = JSON.stringify(inputs["productionVariants"]);
  // Of a pool the first, which is preferred; the others are for days without capacity.
  const first = /"instanceType":"(?<type>[^"]+)"/u.exec(written)?.groups?.["type"];
  const type = instanceTypes.find((known) => known === first);
  if (!type) throw new Error(`The endpoint's instance type ${String(first)} has no price.`);
  const hours = options.gpuHours;
  return [lineOf(`${gpuItem}, ${type}`, `${hours} h`, hours, instancePrices[type])];
}

/** Instances that run, or what a serverless endpoint takes while it computes. */
function priceSmallModels({ inputs }: GraphResource, { options }: Context): readonly CostLine[] {
  const variant = "productionVariants.0";
  const type = cpuInstanceTypes.find((one) => one === inputAt(inputs, `${variant}.instanceType`));
  if (type) {
    const count = numberAt(inputs, `${variant}.initialInstanceCount`);
    return [
      lineOf(
        `Small models' endpoint, ${type}`,
        `${count} × ${hoursPerMonth} h`,
        count * hoursPerMonth,
        cpuInstancePrices[type],
      ),
    ];
  }
  const gb = numberAt(inputs, `${variant}.serverlessConfig.memorySizeInMb`) / 1024;
  const { serverlessHours: hours = 0 } = options;
  return [
    lineOf(
      "Small models' endpoint, serverless",
      `${hours} h × ${gb} GB`,
      hours * 3600 * gb,
      prices.serverlessGbSecond,
    ),
  ];
}

function perHour(item: string, price: Price): CostLine {
  return lineOf(item, `${hoursPerMonth} h`, hoursPerMonth, price);
}

function lineOf(item: string, quantity: string, amount: number, price: Price): CostLine {
  return { item, quantity, price, monthlyUsd: amount * price.usd };
}
