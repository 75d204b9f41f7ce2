import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { boundary, trustPolicy } from "../iam/policy-document.ts";
import { smallEndpointPolicy } from "../iam/small-endpoint-policy.ts";
import { project, type StageNames } from "../names.ts";
import { cpuTarget, type SmallEndpointConfig, threadsOf } from "../sizing/small-endpoint.ts";

interface SmallEndpointArgs {
  readonly config: SmallEndpointConfig;
  readonly region: string;
  readonly accountId: pulumi.Output<string>;
  readonly names: StageNames;
  /** The web image by digest: the same image is the endpoint's container. */
  readonly image: string;
  readonly repositoryArn: pulumi.Output<string>;
  readonly logRetentionDays: number;
  readonly permissionsBoundary: string | undefined;
}

const variantName = "all";
// Where SageMaker puts what it fetches for a container.
const modelsFolder = "/opt/ml/model";
const scaleInSeconds = 600;
const scaleOutSeconds = 120;

/** The small models on SageMaker: serverless, or on instances that follow the CPU. */
export class SmallEndpoint extends pulumi.ComponentResource {
  readonly endpoint: aws.sagemaker.Endpoint;

  constructor(name: string, args: SmallEndpointArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:SmallEndpoint`, name, {}, options);
    const { config, names } = args;
    const logGroup = new aws.cloudwatch.LogGroup(
      "small-endpoint",
      { name: names.smallEndpointLogGroup, retentionInDays: args.logRetentionDays },
      { parent: this },
    );
    const { role, policy } = this.#role(args);
    const ready = { parent: this, dependsOn: [policy, logGroup] };
    const model = new aws.sagemaker.Model(
      "small-model",
      {
        executionRoleArn: role.arn,
        primaryContainer: {
          image: args.image,
          // SageMaker's own argument says the first, too.
          environment: {
            SERVER_MODE: "sagemaker",
            ONNX_THREADS: String(threadsOf(config)),
            ...(config.models === undefined ? {} : { MODEL_SOURCE: modelsFolder }),
          },
          ...modelsOf(config),
        },
      },
      ready,
    );
    const configuration = new aws.sagemaker.EndpointConfiguration(
      "small-endpoint",
      { productionVariants: [{ variantName, modelName: model.name, ...capacityOf(config) }] },
      { parent: this },
    );
    this.endpoint = new aws.sagemaker.Endpoint(
      "small-endpoint",
      // Another image is another configuration, which SageMaker puts beside the old one and then in its place.
      { name: names.smallEndpoint, endpointConfigName: configuration.name },
      { ...ready, customTimeouts: { create: "30m", update: "40m", delete: "30m" } },
    );
    if (config.hosting === "instance" && config.maxInstances > config.minInstances) {
      this.#followCpu(config);
    }
    this.registerOutputs({ endpointName: this.endpoint.name });
  }

  #role(args: SmallEndpointArgs) {
    const { region, accountId, names } = args;
    const role = new aws.iam.Role(
      "small-endpoint",
      {
        description: "SageMaker: pulls the web image for the small models, writes logs.",
        assumeRolePolicy: accountId.apply((id) => trustPolicy("sagemaker.amazonaws.com", id)),
        ...boundary(args),
      },
      { parent: this },
    );
    const document = pulumi.all([accountId, args.repositoryArn]).apply(([id, repositoryArn]) =>
      smallEndpointPolicy({
        region,
        accountId: id,
        repositoryArn,
        logGroup: names.smallEndpointLogGroup,
        models: args.config.models,
      }),
    );
    const policy = new aws.iam.RolePolicy(
      "small-endpoint",
      { role: role.id, policy: pulumi.jsonStringify(document) },
      { parent: this },
    );
    return { role, policy };
  }

  #followCpu(config: SmallEndpointConfig): void {
    const target = new aws.appautoscaling.Target(
      "small-instances",
      {
        serviceNamespace: "sagemaker",
        scalableDimension: "sagemaker:variant:DesiredInstanceCount",
        resourceId: pulumi.interpolate`endpoint/${this.endpoint.name}/variant/${variantName}`,
        minCapacity: config.minInstances,
        maxCapacity: config.maxInstances,
      },
      { parent: this },
    );
    new aws.appautoscaling.Policy(
      "small-cpu",
      {
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          targetValue: cpuTarget(config),
          customizedMetricSpecification: {
            namespace: "/aws/sagemaker/Endpoints",
            metricName: "CPUUtilization",
            statistic: "Average",
            unit: "Percent",
            dimensions: [
              { name: "EndpointName", value: this.endpoint.name },
              { name: "VariantName", value: variantName },
            ],
          },
          scaleInCooldown: scaleInSeconds,
          scaleOutCooldown: scaleOutSeconds,
        },
      },
      { parent: this },
    );
  }
}

function modelsOf({ models }: SmallEndpointConfig) {
  if (models === undefined) return {};
  const source = { s3Uri: models, s3DataType: "S3Prefix", compressionType: "None" };
  return { modelDataSource: { s3DataSources: [source] } };
}

function capacityOf(config: SmallEndpointConfig) {
  if (config.hosting === "serverless") {
    const { memoryMb: memorySizeInMb, maxConcurrency } = config;
    return { serverlessConfig: { memorySizeInMb, maxConcurrency } };
  }
  return { instanceType: config.instanceType, initialInstanceCount: config.minInstances };
}
