import * as aws from "@pulumi/aws";
// By file: the whole package is some 500 modules, of which three are needed.
import { Endpoint } from "@pulumi/aws-native/sagemaker/endpoint.js";
import { EndpointConfig as NativeConfig } from "@pulumi/aws-native/sagemaker/endpointConfig.js";
import { InferenceComponent } from "@pulumi/aws-native/sagemaker/inferenceComponent.js";
import * as pulumi from "@pulumi/pulumi";
import { endpointLogGroups, endpointPolicy } from "../iam/endpoint-policy.ts";
import { boundary, trustPolicy } from "../iam/policy-document.ts";
import { project, type StageNames } from "../names.ts";
import type { EndpointConfig } from "../sizing/endpoint-plan.ts";
import { instanceOf } from "../sizing/instances.ts";
import { vllmEnvironment } from "../sizing/vllm-environment.ts";

interface GpuEndpointArgs {
  readonly config: EndpointConfig;
  readonly region: string;
  readonly accountId: pulumi.Output<string>;
  readonly names: StageNames;
  /** The stage's own bucket; undefined when the model lies in a bucket of the user's. */
  readonly bucket: aws.s3.Bucket | undefined;
  readonly logRetentionDays: number;
  readonly permissionsBoundary: string | undefined;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

const variantName = "all";
// 14.5 GB from S3 in the same region take one to three minutes; the rest is for a slow day.
const downloadTimeoutSeconds = 1200;
const startTimeoutSeconds = 1200;

/**
 * An endpoint without a model of its own, and an inference component on it: the only kind of
 * real-time GPU endpoint that can go to 0 instances.
 */
export class GpuEndpoint extends pulumi.ComponentResource {
  readonly endpoint: Endpoint;
  readonly component: InferenceComponent;

  constructor(name: string, args: GpuEndpointArgs, options?: pulumi.ComponentResourceOptions) {
    super(`${project}:infra:GpuEndpoint`, name, {}, options);
    const logGroups = this.#logGroups(args);
    const { role, policy } = this.#role(args);
    const ready = { parent: this, dependsOn: [policy, ...logGroups] };
    const model = this.#model(args, role, ready);
    const endpointConfig = this.#endpointConfig(args, role, ready);
    this.endpoint = new Endpoint(
      "endpoint",
      {
        endpointName: args.names.endpoint,
        endpointConfigName: endpointConfig.endpointConfigName.apply(given),
        tags: [...args.tags],
      },
      // The name is fixed, so a second one cannot stand beside the first.
      {
        ...ready,
        deleteBeforeReplace: true,
        customTimeouts: { create: "30m", update: "60m", delete: "30m" },
      },
    );
    this.component = this.#component(args, model);
    this.registerOutputs({ endpointName: this.endpoint.endpointName });
  }

  #logGroups({ names, logRetentionDays }: GpuEndpointArgs): readonly aws.cloudwatch.LogGroup[] {
    return endpointLogGroups(names).map(
      (name, index) =>
        new aws.cloudwatch.LogGroup(
          `endpoint-${index}`,
          { name, retentionInDays: logRetentionDays },
          { parent: this },
        ),
    );
  }

  #role(args: GpuEndpointArgs) {
    const { region, accountId, names } = args;
    const role = new aws.iam.Role(
      "endpoint",
      {
        description: "SageMaker: reads the weights, pulls the container, writes logs.",
        assumeRolePolicy: accountId.apply((id) => trustPolicy("sagemaker.amazonaws.com", id)),
        ...boundary(args),
      },
      { parent: this },
    );
    const { bucket, prefix } = weightsOf(args);
    const document = pulumi.all([accountId, bucket]).apply(([id, bucketName]) =>
      endpointPolicy(
        {
          region,
          accountId: id,
          bucket: bucketName,
          prefix,
          containerImage: args.config.containerImage,
        },
        endpointLogGroups(names),
      ),
    );
    const policy = new aws.iam.RolePolicy(
      "endpoint",
      { role: role.id, policy: pulumi.jsonStringify(document) },
      { parent: this },
    );
    return { role, policy };
  }

  #model(args: GpuEndpointArgs, role: aws.iam.Role, options: pulumi.CustomResourceOptions) {
    const { bucket, prefix } = weightsOf(args);
    return new aws.sagemaker.Model(
      "model",
      {
        executionRoleArn: role.arn,
        primaryContainer: {
          image: args.config.containerImage,
          environment: vllmEnvironment(args.config),
          modelDataSource: {
            s3DataSources: [
              {
                s3Uri: pulumi.interpolate`s3://${bucket}/${prefix}`,
                s3DataType: "S3Prefix",
                compressionType: "None",
              },
            ],
          },
        },
      },
      options,
    );
  }

  #endpointConfig(
    { config, tags }: GpuEndpointArgs,
    role: aws.iam.Role,
    options: pulumi.CustomResourceOptions,
  ) {
    return new NativeConfig(
      "endpoint",
      {
        // Required for inference components, whose variant names no model.
        executionRoleArn: role.arn,
        productionVariants: [
          {
            variantName,
            ...instancesOf(config),
            initialInstanceCount: 1,
            inferenceAmiVersion: config.inferenceAmiVersion,
            managedInstanceScaling: {
              status: "ENABLED",
              minInstanceCount: config.minCopies,
              maxInstanceCount: config.maxCopies,
              ...scaleIn(config),
            },
            routingConfig: { routingStrategy: "LEAST_OUTSTANDING_REQUESTS" },
          },
        ],
        // On by default for new configurations, and billed as custom metrics.
        metricsConfig: { enableEnhancedMetrics: false, enableDetailedObservability: false },
        tags: [...tags],
      },
      options,
    );
  }

  #component({ config, names, tags }: GpuEndpointArgs, model: aws.sagemaker.Model) {
    const gpus = instanceOf(config.instanceType).gpus;
    return new InferenceComponent(
      "component",
      {
        inferenceComponentName: names.inferenceComponent,
        endpointName: this.endpoint.endpointName.apply(given),
        variantName,
        specification: {
          modelName: model.name,
          computeResourceRequirements: {
            numberOfAcceleratorDevicesRequired: gpus,
            minMemoryRequiredInMb: config.minMemoryMb,
          },
          startupParameters: {
            modelDataDownloadTimeoutInSeconds: downloadTimeoutSeconds,
            containerStartupHealthCheckTimeoutInSeconds: startTimeoutSeconds,
          },
        },
        // 0 is refused at creation: the first deployment starts one GPU, which then goes to sleep.
        runtimeConfig: { copyCount: Math.max(1, config.minCopies) },
        ...rollingUpdate(config),
        tags: [...tags],
      },
      {
        parent: this,
        deleteBeforeReplace: true,
        // Auto Scaling owns the number of copies from here on.
        ignoreChanges: ["runtimeConfig"],
        // A change of model is delete and create, the calls that AWS documents for any state: whether a
        // component without copies, as it sleeps, can be updated is not. Copies that always run roll.
        replaceOnChanges: config.minCopies === 0 ? ["specification"] : [],
        // SageMaker itself gives up after the 40 minutes above. A component in a transient state refuses
        // to be deleted, for up to 15 minutes.
        customTimeouts: { create: "45m", update: "60m", delete: "30m" },
      },
    );
  }
}

function weightsOf({ config, bucket }: GpuEndpointArgs) {
  const { source } = config;
  if (source.kind === "s3") return { bucket: pulumi.output(source.bucket), prefix: source.prefix };
  if (!bucket) throw new Error(`The hub model ${source.id} has no bucket to lie in.`);
  return { bucket: bucket.bucket, prefix: source.prefix };
}

/** One type, or a pool in order of preference for the days on which the first has no capacity. */
function instancesOf({ instanceType, fallbackInstanceTypes }: EndpointConfig) {
  if (fallbackInstanceTypes.length === 0) return { instanceType };
  const types = [instanceType, ...fallbackInstanceTypes];
  return {
    instancePools: types.map((type, index) => ({ instanceType: type, priority: index + 1 })),
  };
}

/** Without the setting SageMaker's own way: what nobody has tried with a minimum of 0 is asked for only. */
function scaleIn({ idleMinutesToRelease }: EndpointConfig) {
  if (idleMinutesToRelease === undefined) return {};
  const scaleInPolicy = {
    strategy: "IDLE_RELEASE" as const,
    cooldownInMinutes: idleMinutesToRelease,
  };
  return { scaleInPolicy };
}

/** A batch is 5 to 50 % of the copies, so one copy cannot roll. */
function rollingUpdate({ minCopies }: EndpointConfig) {
  if (minCopies < 2) return {};
  const maximumBatchSize = { type: "COPY_COUNT" as const, value: 1 };
  return {
    deploymentConfig: { rollingUpdatePolicy: { maximumBatchSize, waitIntervalInSeconds: 60 } },
  };
}

/** aws-native types its own names as optional outputs; after creation they are there. */
function given(name: string | undefined): string {
  if (name !== undefined) return name;
  throw new Error("SageMaker gave the new resource no name.");
}
