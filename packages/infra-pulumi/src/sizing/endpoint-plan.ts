import type { EndpointSettings } from "../stage-settings.ts";
import type { InstanceType } from "./instances.ts";
import { knownFacts, type ModelFacts, type ModelSource, readModelSource } from "./models.ts";
import { regionOf } from "./regions.ts";

/** The GPU endpoint with every choice made: what is not set follows from the profile. */
export interface EndpointConfig extends Omit<
  EndpointSettings,
  "model" | "modelFacts" | "instanceType" | "containerImage"
> {
  readonly source: ModelSource;
  /** Undefined for a model that is not in the table and has no `endpoint.modelFacts`. */
  readonly facts: ModelFacts | undefined;
  readonly instanceType: InstanceType;
  readonly containerImage: string;
}

// The revisions are the ones that the hub served when this was written; a stage may pin another.
const profiles = {
  bf16: {
    model: "mistralai/Mistral-7B-Instruct-v0.3@c170c708c41dac9275d15a8fff4eca08d52bab71",
    // 16 GiB of host memory do not hold 14.5 GB of weights while they are loaded.
    instanceType: "ml.g5.2xlarge",
  },
  awq: {
    model: "solidrust/Mistral-7B-Instruct-v0.3-AWQ@95b1295ddd1a8673117cdc7bd2a4da2a457bb3f7",
    instanceType: "ml.g5.xlarge",
  },
} as const;

// The tag that AWS's own page names for SageMaker (aws.github.io/deep-learning-containers/vllm, CUDA 12.9,
// with the machine image above). Newer ones are a setting; the pre-flight looks into the registry.
const defaultContainer = "vllm:server-sagemaker-cuda-v1";

/** Fills in what the settings leave open from the profile and the region. */
export function deriveEndpoint(settings: EndpointSettings, region: string): EndpointConfig {
  const { model, modelFacts, instanceType, containerImage, ...rest } = settings;
  const profile = profiles[settings.profile];
  const source = readModelSource(model ?? profile.model);
  const account = regionOf(region)?.containerAccount ?? "";
  return {
    ...rest,
    source,
    facts: modelFacts ? ownFacts(modelFacts) : knownFacts(source),
    instanceType: instanceType ?? profile.instanceType,
    containerImage:
      containerImage ?? `${account}.dkr.ecr.${region}.amazonaws.com/${defaultContainer}`,
  };
}

function ownFacts(facts: NonNullable<EndpointSettings["modelFacts"]>): ModelFacts {
  return {
    precision: "unknown",
    weightBytes: facts.weightGb * 1e9,
    kvBytesPerToken: facts.kvKibPerToken * 1024,
    maxTokens: facts.maxTokens,
  };
}
