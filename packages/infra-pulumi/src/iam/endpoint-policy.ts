import { type PolicyDocument, policyOf } from "./policy-document.ts";
import { readStatements, reportStatements } from "./sagemaker-statements.ts";
import { logInStatement } from "./web-policies.ts";

interface EndpointUses {
  readonly region: string;
  readonly accountId: string;
  readonly bucket: string;
  /** Key prefix of the weights, with the last slash. */
  readonly prefix: string;
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>` or with a digest. */
  readonly containerImage: string;
}

/** The log groups that SageMaker writes for an endpoint and its component. */
export function endpointLogGroups(names: {
  readonly endpoint: string;
  readonly inferenceComponent: string;
}): readonly string[] {
  return [
    `/aws/sagemaker/Endpoints/${names.endpoint}`,
    `/aws/sagemaker/InferenceComponents/${names.inferenceComponent}`,
  ];
}

/** What SageMaker may do for the endpoint: read these weights, pull this container, report. */
export function endpointPolicy(uses: EndpointUses, logGroups: readonly string[]): PolicyDocument {
  return policyOf([
    ...readStatements("Weights", uses),
    logInStatement,
    {
      Sid: "PullContainer",
      Effect: "Allow",
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
      ],
      Resource: [repositoryArn(uses.containerImage)],
    },
    ...reportStatements(uses, logGroups),
  ]);
}

/** The ARN of the ECR repository that an image name points into. */
export function repositoryArn(image: string): string {
  const [host = "", ...path] = image.split("/");
  const [accountId = "", , , region = ""] = host.split(".");
  const repository = path.join("/").replace(/(?::[^:]*|@.*)$/u, "");
  return `arn:aws:ecr:${region}:${accountId}:repository/${repository}`;
}
