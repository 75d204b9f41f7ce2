import { type PolicyDocument, policyOf } from "./policy-document.ts";

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
  const { region, accountId } = uses;
  return policyOf([
    {
      Sid: "ReadWeights",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: [`arn:aws:s3:::${uses.bucket}/${uses.prefix}*`],
    },
    {
      Sid: "ListWeights",
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: [`arn:aws:s3:::${uses.bucket}`],
      Condition: { StringLike: { "s3:prefix": `${uses.prefix}*` } },
    },
    // GetAuthorizationToken has no resource type: it can only be given on "*".
    { Sid: "LogIn", Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
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
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: logGroups.flatMap((name) => [
        `arn:aws:logs:${region}:${accountId}:log-group:${name}`,
        `arn:aws:logs:${region}:${accountId}:log-group:${name}:log-stream:*`,
      ]),
    },
    {
      // Metrics belong to no resource (a dataset is optional); namespaces are what holds the action.
      Sid: "WriteMetrics",
      Effect: "Allow",
      Action: ["cloudwatch:PutMetricData"],
      Resource: ["*"],
      Condition: {
        StringLike: { "cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/*"] },
      },
    },
  ]);
}

/** The ARN of the ECR repository that an image name points into. */
export function repositoryArn(image: string): string {
  const [host = "", ...path] = image.split("/");
  const [accountId = "", , , region = ""] = host.split(".");
  const repository = path.join("/").replace(/(?::[^:]*|@.*)$/u, "");
  return `arn:aws:ecr:${region}:${accountId}:repository/${repository}`;
}
