import type { StageConfig } from "../stage-config.ts";
import { smallConcurrency } from "./small-endpoint.ts";
import { servedName } from "./vllm-environment.ts";
import type { StageNames } from "../names.ts";

/** The port on which the web service listens inside its task. */
export const webPort = 3000;

/** Seconds that the server keeps an idle connection; the load balancer must give up before it. */
export const serverKeepAliveSeconds = 75;

// The most that the server takes for SAGEMAKER_CONCURRENCY.
const maxConcurrency = 1000;

// The server needs some seconds after its grace time to close what is left; Fargate allows 120.
const stopMarginSeconds = 10;

interface ContainerPlan {
  readonly config: StageConfig;
  readonly names: StageNames;
  /** The image by digest. */
  readonly image: string;
}

/** The web task's one container, in ECS's words. */
export function containerDefinition({ config, names, image }: ContainerPlan) {
  const { web, region } = config;
  return {
    name: "web",
    image,
    essential: true,
    readonlyRootFilesystem: true,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
    portMappings: [{ containerPort: webPort, protocol: "tcp" }],
    environment: Object.entries(webEnvironment(config, names))
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([name, value]) => ({ name, value })),
    secrets: Object.entries(web.secrets)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([name, valueFrom]) => ({ name, valueFrom })),
    stopTimeout: web.stopGraceSeconds + stopMarginSeconds,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": names.webLogGroup,
        "awslogs-region": region,
        "awslogs-stream-prefix": "web",
        // A full log buffer must not stop answers.
        mode: "non-blocking",
      },
    },
  };
}

/** The web server's settings for this stage; `src/env.ts` of the app declares them. */
export function webEnvironment(
  { web, endpoint, smallEndpoint, region, domain }: StageConfig,
  names: StageNames,
): Readonly<Record<string, string>> {
  return {
    PORT: String(webPort),
    HOST: "0.0.0.0",
    AWS_REGION: region,
    // The load balancer, and CloudFront before it where there is no own domain.
    TRUST_PROXY: domain ? "1" : "2",
    ALLOWED_ORIGINS: web.allowedOrigins.join(","),
    // CloudFront's own name is not known before it is made, and is nobody else's to point anywhere.
    ALLOWED_HOSTS: domain?.name ?? "*",
    STOP_GRACE_SECONDS: String(web.stopGraceSeconds),
    ...(smallEndpoint
      ? {
          SAGEMAKER_SMALL_ENDPOINT: names.smallEndpoint,
          // That a serverless endpoint streams is said nowhere.
          SAGEMAKER_SMALL_REPLIES: smallEndpoint.hosting === "serverless" ? "whole" : "stream",
          SAGEMAKER_SMALL_CONCURRENCY: String(smallConcurrency(smallEndpoint)),
        }
      : {}),
    ...(endpoint
      ? {
          SAGEMAKER_ENDPOINT: names.endpoint,
          SAGEMAKER_INFERENCE_COMPONENT: names.inferenceComponent,
          SAGEMAKER_INSTANCE_TYPE: endpoint.instanceType,
          SAGEMAKER_MODEL_NAME: servedName(endpoint),
          SAGEMAKER_CONTEXT_TOKENS: String(endpoint.maxModelLength),
          // More than one copy serves is what makes Auto Scaling add the next.
          SAGEMAKER_CONCURRENCY: String(
            Math.min(endpoint.concurrencyPerCopy * endpoint.maxCopies, maxConcurrency),
          ),
          WAKE_POLICY: web.wake.policy,
          WAKE_BUDGET_PER_DAY: String(web.wake.budgetPerDay),
          WAKE_ANONYMOUS: web.wake.anonymous ? "yes" : "no",
        }
      : {}),
  };
}
