// The endpoint's traps, each found by somebody the hard way (an endpoint that hangs for 35 minutes
// without a log, a refusal with a misleading text) and told here in words before it happens.
import type { StageProblem } from "../stage-config.ts";
import type { EndpointConfig } from "./endpoint-plan.ts";
import { hostCanLoad, kvCacheBytes, kvCacheTokens } from "./gpu-memory.ts";
import { cuda13Ami, instanceOf, type InstanceType, instanceTypes } from "./instances.ts";
import { knownModels, type ModelFacts } from "./models.ts";
import type { Region } from "./regions.ts";

interface EndpointInRegion {
  readonly endpoint: EndpointConfig;
  readonly regionName: string;
  readonly region: Region;
}

/** Every reason why the endpoint would fail, or never sleep, in this region. */
export function findEndpointProblems(given: EndpointInRegion): readonly StageProblem[] {
  return [
    ...findRegionProblems(given),
    ...findContainerProblems(given),
    ...findCopyProblems(given.endpoint),
    ...findModelProblems(given.endpoint),
  ];
}

function findRegionProblems(given: EndpointInRegion): readonly StageProblem[] {
  const { endpoint, region, regionName } = given;
  if (endpoint.minCopies > 0) return [];
  if (region.scaleToZero === "refused") {
    const message = `SageMaker refuses a minimum of 0 instances in ${regionName}. Use us-east-1, or keep a GPU on with endpoint.minCopies: 1.`;
    return [{ setting: "region", message }];
  }
  if (region.scaleToZero === "works" || endpoint.allowUnprovenRegion) return [];
  const message = `Nobody is known to have scaled an endpoint to 0 in ${regionName}. Use us-east-1, or set endpoint.allowUnprovenRegion: true to try it.`;
  return [{ setting: "region", message }];
}

function findContainerProblems({ endpoint, regionName }: EndpointInRegion): StageProblem[] {
  const problems: StageProblem[] = [];
  const image = endpoint.containerImage;
  if (!image.includes(`.ecr.${regionName}.`)) {
    const message = `It is "${image}". SageMaker pulls from its own region; name the copy in ${regionName}.`;
    problems.push({ setting: "endpoint.containerImage", message });
  }
  if (needsNewDriver(image) && endpoint.inferenceAmiVersion !== cuda13Ami) {
    const message = `It is "${endpoint.inferenceAmiVersion}". The container "${image}" needs a driver for CUDA 12.9 or later: without ${cuda13Ami} it fails to start and writes no log.`;
    problems.push({ setting: "endpoint.inferenceAmiVersion", message });
  }
  return problems;
}

/** True unless the image's tag says that CUDA 12.8 or older is inside. */
function needsNewDriver(image: string): boolean {
  const version = /cu(?<version>\d{3})(?:\D|$)/u.exec(image)?.groups?.["version"];
  return version === undefined || Number(version) >= 129;
}

function findCopyProblems(endpoint: EndpointConfig): readonly StageProblem[] {
  const { minCopies, maxCopies, warmHours, minMemoryMb, instanceType } = endpoint;
  const problems: StageProblem[] = [];
  if (minCopies > maxCopies) {
    const message = `It is ${minCopies}, more than endpoint.maxCopies (${maxCopies}). Lower it, or raise endpoint.maxCopies.`;
    problems.push({ setting: "endpoint.minCopies", message });
  }
  for (const [index, { from, to, copies }] of warmHours.entries()) {
    const setting = `endpoint.warmHours.${index}`;
    if (copies > maxCopies) {
      const message = `It is ${copies}, more than endpoint.maxCopies (${maxCopies}). Lower it, or raise endpoint.maxCopies.`;
      problems.push({ setting: `${setting}.copies`, message });
    }
    if (from >= to) {
      const message = `It is "${to}", not after from ("${from}"). For hours over midnight write two entries, one to 23:59 and one from 00:00.`;
      problems.push({ setting: `${setting}.to`, message });
    }
  }
  const limitMb = largestReservationMb(instanceType);
  if (minMemoryMb > limitMb) {
    const message = `It is ${minMemoryMb}. On ${instanceType} more than ${limitMb} is answered with "not enough hardware resources", though it is only a reservation. Leave it at 1024.`;
    problems.push({ setting: "endpoint.minMemoryMb", message });
  }
  return problems;
}

/**
 * The largest memory reservation of one copy that is known to be, or can be expected to be,
 * accepted. On 16 GiB 1024 MB were accepted and 4096 refused; above that half of the memory is ours.
 */
function largestReservationMb(type: InstanceType): number {
  const { memoryGib } = instanceOf(type);
  return memoryGib <= 16 ? 1024 : (memoryGib * 1024) / 2;
}

function findModelProblems(endpoint: EndpointConfig): readonly StageProblem[] {
  const { facts, source, profile } = endpoint;
  if (!facts) {
    const name = source.kind === "hub" ? source.id : `s3://${source.bucket}/${source.prefix}`;
    const message = `The size of "${name}" is not known. Set weightGb, kvKibPerToken (2 × layers × kv heads × head size × 2 / 1024) and maxTokens, or use ${knownModels.join(", ")}.`;
    return [{ setting: "endpoint.modelFacts", message }];
  }
  const problems: StageProblem[] = [];
  if (facts.precision !== "unknown" && facts.precision !== profile) {
    const message = `It is "${profile}", but the model's weights are ${facts.precision}. Set endpoint.profile: ${facts.precision}, or a model of the other kind.`;
    problems.push({ setting: "endpoint.profile", message });
  }
  if (endpoint.maxModelLength > facts.maxTokens) {
    const message = `It is ${endpoint.maxModelLength}; the model reads ${facts.maxTokens} tokens. Lower it.`;
    problems.push({ setting: "endpoint.maxModelLength", message });
  }
  const named = [
    { setting: "endpoint.instanceType", type: endpoint.instanceType },
    ...endpoint.fallbackInstanceTypes.map((type, index) => ({
      setting: `endpoint.fallbackInstanceTypes.${index}`,
      type,
    })),
  ];
  return [...problems, ...named.flatMap((one) => findFitProblems(one, facts, endpoint))];
}

function findFitProblems(
  { setting, type }: { setting: string; type: InstanceType },
  facts: ModelFacts,
  { maxModelLength }: EndpointConfig,
): readonly StageProblem[] {
  const instance = instanceOf(type);
  const weightGb = (facts.weightBytes / 1e9).toFixed(1);
  const better = instanceTypes.filter((other) => fits(facts, other, maxModelLength));
  const advice =
    better.length > 0 ? `Use ${better.join(" or ")}.` : "Use a smaller or quantised model.";
  if (kvCacheBytes(facts, instance) <= 0) {
    const total = instance.gpus * instance.usableGpuGib;
    const message = `${type} has ${total} GiB of GPU memory; ${weightGb} GB of weights do not fit beside vLLM. ${advice}`;
    return [{ setting, message }];
  }
  if (!hostCanLoad(facts, instance)) {
    const message = `${type} has ${instance.memoryGib} GiB of memory; loading ${weightGb} GB of weights takes half as much again. ${advice}`;
    return [{ setting, message }];
  }
  const tokens = kvCacheTokens(facts, instance);
  if (maxModelLength <= tokens) return [];
  const message = `It is ${maxModelLength}; beside ${weightGb} GB of weights ${type} has memory for ${tokens} tokens. Lower it. ${better.length > 0 ? `Or: ${advice}` : ""}`;
  return [{ setting: "endpoint.maxModelLength", message: message.trim() }];
}

function fits(facts: ModelFacts, type: InstanceType, maxModelLength: number): boolean {
  const instance = instanceOf(type);
  return hostCanLoad(facts, instance) && kvCacheTokens(facts, instance) >= maxModelLength;
}
