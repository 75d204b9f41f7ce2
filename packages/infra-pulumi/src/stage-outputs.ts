import type { Input } from "@pulumi/pulumi";

/** What a stack tells after `pulumi up`; the names are the keys of `pulumi stack output --json`. */
export interface StageOutputs {
  /** `foundation` while there is no image yet: only the repository and the bucket exist. */
  readonly phase: Input<"foundation" | "complete">;
  /** Where images are pushed: `<account>.dkr.ecr.<region>.amazonaws.com/<name>`. */
  readonly repositoryUrl: Input<string>;
  /** The bucket that holds hub models under `models/<org>/<name>/<revision>/`; undefined without a GPU. */
  readonly modelBucket: Input<string> | undefined;
  /** The page's address with `https://`. */
  readonly url: Input<string> | undefined;
  /** What the domain's name must point to, where no zone is set to keep it. */
  readonly dnsTarget: Input<string> | undefined;
  /** The address of the API for other pages. */
  readonly pageApiUrl: Input<string> | undefined;
  /** The web image that runs, by digest. */
  readonly image: Input<string> | undefined;
  readonly clusterName: Input<string> | undefined;
  readonly serviceName: Input<string> | undefined;
  readonly endpointName: Input<string> | undefined;
  readonly inferenceComponentName: Input<string> | undefined;
  /** The small models' endpoint. */
  readonly smallEndpointName: Input<string> | undefined;
  readonly dashboardUrl: Input<string> | undefined;
  /** The SNS topic of all alarms. */
  readonly alertTopicArn: Input<string> | undefined;
}
