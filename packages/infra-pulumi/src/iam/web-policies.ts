import { type PolicyDocument, policyOf, type Statement } from "./policy-document.ts";

interface AccountRegion {
  readonly region: string;
  readonly accountId: string;
}

/** What the web tasks may do: invoke and describe this one endpoint and component, nothing else. */
export function invokePolicy(
  { region, accountId }: AccountRegion,
  names: { readonly endpoint: string; readonly inferenceComponent: string },
): PolicyDocument {
  const arn = `arn:aws:sagemaker:${region}:${accountId}`;
  const endpoint = `${arn}:endpoint/${names.endpoint}`;
  const component = `${arn}:inference-component/${names.inferenceComponent}`;
  return policyOf([
    {
      Sid: "Invoke",
      Effect: "Allow",
      Action: ["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream"],
      Resource: [endpoint, component],
    },
    {
      Sid: "ReadEndpointState",
      Effect: "Allow",
      Action: ["sagemaker:DescribeEndpoint"],
      Resource: [endpoint],
    },
    {
      Sid: "ReadComponentState",
      Effect: "Allow",
      Action: ["sagemaker:DescribeInferenceComponent"],
      Resource: [component],
    },
  ]);
}

/** What ECS may do to start the web tasks: pull this image, write this log, read these secrets. */
export function startTaskPolicy(
  { region, accountId }: AccountRegion,
  uses: {
    readonly repositoryArn: string;
    readonly logGroup: string;
    readonly secretArns: readonly string[];
  },
): PolicyDocument {
  const secrets: readonly Statement[] = [
    {
      Sid: "ReadSecrets",
      Effect: "Allow",
      Action: ["secretsmanager:GetSecretValue"],
      // An ARN may end in `:json-key:stage:version`, which is no part of the resource.
      Resource: [...new Set(uses.secretArns.map((arn) => arn.split(":").slice(0, 7).join(":")))],
    },
  ];
  return policyOf([
    // GetAuthorizationToken has no resource type: it can only be given on "*".
    { Sid: "LogIn", Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
    {
      Sid: "PullImage",
      Effect: "Allow",
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
      ],
      Resource: [uses.repositoryArn],
    },
    {
      Sid: "WriteLog",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`arn:aws:logs:${region}:${accountId}:log-group:${uses.logGroup}:log-stream:*`],
    },
    ...(uses.secretArns.length > 0 ? secrets : []),
  ]);
}
