// What one setting cannot tell by itself: settings against each other, against the region and
// against the hardware. Pure, and run before anything is created.
import type { StageConfig, StageProblem } from "../stage-config.ts";
import { findEndpointProblems } from "./check-endpoint.ts";
import { findSmallEndpointProblems } from "./small-endpoint.ts";
import { fargateCpus, fargateMemory } from "./fargate.ts";
import { regionNames, regionOf } from "./regions.ts";

/** The variables of the task that come from other settings or from the stage itself. */
export const ownVariables = [
  "PORT",
  "HOST",
  "AWS_REGION",
  "SAGEMAKER_ENDPOINT",
  "SAGEMAKER_INFERENCE_COMPONENT",
  "SAGEMAKER_INSTANCE_TYPE",
  "SAGEMAKER_MODEL_NAME",
  "SAGEMAKER_CONTEXT_TOKENS",
  "SAGEMAKER_CONCURRENCY",
  "SAGEMAKER_SMALL_ENDPOINT",
  "SAGEMAKER_SMALL_REPLIES",
  "SAGEMAKER_SMALL_CONCURRENCY",
  "TRUST_PROXY",
  "ALLOWED_ORIGINS",
  "ALLOWED_HOSTS",
  "WAKE_POLICY",
  "WAKE_BUDGET_PER_DAY",
  "WAKE_ANONYMOUS",
  "STOP_GRACE_SECONDS",
] as const;

/** Every problem that needs more than one setting to be seen; empty when the stage can be deployed. */
export function findPlanProblems(config: StageConfig): readonly StageProblem[] {
  const region = regionOf(config.region);
  if (!region) {
    const message = `It is "${config.region}", which is not in the list. Use one of ${regionNames.join(", ")}; a region is added in src/sizing/regions.ts.`;
    return [{ setting: "region", message }];
  }
  return [
    ...findDomainProblems(config),
    ...findVpcProblems(config),
    ...findWebProblems(config),
    ...findPageApiProblems(config),
    ...(config.smallEndpoint ? findSmallEndpointProblems(config.smallEndpoint) : []),
    ...(config.endpoint
      ? findEndpointProblems({ endpoint: config.endpoint, regionName: config.region, region })
      : []),
  ];
}

/** All its calls come to the firewall from Lambda's few addresses, and the firewall counts by address. */
function findPageApiProblems({ pageApi, firewall }: StageConfig): readonly StageProblem[] {
  if (!pageApi || !firewall.enabled) return [];
  const calls = pageApi.requestsPerSecond * 300;
  if (calls <= firewall.requestsPer5Minutes) return [];
  const message = `It is ${pageApi.requestsPerSecond}, ${calls} in 5 minutes, and the firewall lets ${firewall.requestsPer5Minutes} of one address through. Lower it, or raise firewall.requestsPer5Minutes.`;
  return [{ setting: "pageApi.requestsPerSecond", message }];
}

/** Subnets in two zones wherever something is put into them. */
function findVpcProblems({ vpc, web, domain }: StageConfig): readonly StageProblem[] {
  if (!vpc) return [];
  const uses = [
    { setting: "publicSubnetIds", ids: vpc.publicSubnetIds, isUsed: domain !== undefined },
    { setting: "innerSubnetIds", ids: vpc.innerSubnetIds, isUsed: domain === undefined },
    { setting: "publicSubnetIds", ids: vpc.publicSubnetIds, isUsed: web.network === "public" },
    { setting: "innerSubnetIds", ids: vpc.innerSubnetIds, isUsed: web.network === "private" },
  ];
  const short = uses.filter(({ ids, isUsed }) => isUsed && new Set(ids).size < 2);
  return [...new Set(short.map(({ setting }) => setting))].map((setting) => ({
    setting: `vpc.${setting}`,
    message:
      "It has fewer than 2 subnets. The load balancer stands in two zones: the public ones with an own domain, else the inner ones; the tasks in those that web.network names.",
  }));
}

function findDomainProblems({ domain, region }: StageConfig): readonly StageProblem[] {
  if (!domain) return [];
  const { name, zone, certificateArn } = domain;
  if (certificateArn !== undefined && certificateArn.split(":")[3] !== region) {
    const message = `The certificate is in ${certificateArn.split(":")[3] ?? "no region"}, the stage in ${region}. The load balancer takes one of its own region: name that, or leave it out to get one.`;
    return [{ setting: "domain.certificateArn", message }];
  }
  // With a certificate of one's own the name may be kept anywhere.
  if (zone === undefined && certificateArn !== undefined) return [];
  if (zone === undefined) {
    const parent = name.split(".").slice(-2).join(".");
    const message = `"${name}" has no zone. Set the Route 53 zone that holds it, such as ${parent}; or domain.certificateArn, for a name that is kept elsewhere; or remove domain to be served under CloudFront's own name.`;
    return [{ setting: "domain.zone", message }];
  }
  if (name === zone || name.endsWith(`.${zone}`)) return [];
  const message = `"${name}" is not in the zone "${zone}". Set a name that ends in .${zone}, or the zone that holds ${name}.`;
  return [{ setting: "domain.name", message }];
}

function findWebProblems({ web, region }: StageConfig): readonly StageProblem[] {
  const problems: StageProblem[] = [];
  const sizes = fargateMemory(web.cpu);
  if (sizes.length === 0) {
    const message = `It is ${web.cpu}. Fargate sells ${fargateCpus.join(", ")} CPU units (1024 are one vCPU).`;
    problems.push({ setting: "web.cpu", message });
  } else if (!sizes.includes(web.memoryMb)) {
    const message = `It is ${web.memoryMb}. With ${web.cpu} CPU units Fargate gives ${sizes.join(", ")} MiB.`;
    problems.push({ setting: "web.memoryMb", message });
  }
  if (web.minTasks > web.maxTasks) {
    const message = `It is ${web.minTasks}, more than web.maxTasks (${web.maxTasks}). Lower it, or raise web.maxTasks.`;
    problems.push({ setting: "web.minTasks", message });
  }
  for (const [name, arn] of Object.entries(web.secrets)) {
    const setting = `web.secrets.${name}`;
    if (ownVariables.some((own) => own === name)) {
      const message = `The stage sets ${name} itself. Remove it from the secrets.`;
      problems.push({ setting, message });
    }
    if (arn.split(":")[3] !== region) {
      const message = `The secret is in ${arn.split(":")[3] ?? "no region"}, the stage in ${region}. Replicate the secret to ${region} and name that copy.`;
      problems.push({ setting, message });
    }
  }
  return problems;
}
