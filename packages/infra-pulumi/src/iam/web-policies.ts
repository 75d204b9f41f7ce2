import { type PolicyDocument, policyOf, type Statement } from "./policy-document.ts";

interface AccountRegion {
  readonly region: string;
  readonly accountId: string;
}

/** The endpoints of a stage by their names; undefined for one that it does not have. */
interface InvokedEndpoints {
  readonly large: { readonly endpoint: string; readonly inferenceComponent: string } | undefined;
  readonly small: string | undefined;
}

/** What the web tasks may do: invoke the stage's endpoints, describe the large model's, nothing else. */
export function invokePolicy(
  { region, accountId }: AccountRegion,
  { large, small }: InvokedEndpoints,
): PolicyDocument {
  const arn = `arn:aws:sagemaker:${region}:${accountId}`;
  const invokesSmall: readonly Statement[] = [
    {
      Sid: "InvokeSmall",
      Effect: "Allow",
      Action: ["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream"],
      Resource: [`${arn}:endpoint/${small ?? ""}`],
    },
  ];
  return policyOf([
    ...(large ? largeStatements(arn, large) : []),
    ...(small === undefined ? [] : invokesSmall),
  ]);
}

function largeStatements(
  arn: string,
  names: NonNullable<InvokedEndpoints["large"]>,
): readonly Statement[] {
  const endpoint = `${arn}:endpoint/${names.endpoint}`;
  const component = `${arn}:inference-component/${names.inferenceComponent}`;
  return [
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
  ];
}

// GetAuthorizationToken has no resource type: it can only be given on "*".
/** Permission to log in to ECR. */
export const logInStatement: Statement = {
  Sid: "LogIn",
  Effect: "Allow",
  Action: ["ecr:GetAuthorizationToken"],
  Resource: ["*"],
};

/** Permission to pull the images of one repository. */
export function pullStatement(repositoryArn: string): Statement {
  return {
    Sid: "PullImage",
    Effect: "Allow",
    Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    Resource: [repositoryArn],
  };
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
    logInStatement,
    pullStatement(uses.repositoryArn),
    {
      Sid: "WriteLog",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`arn:aws:logs:${region}:${accountId}:log-group:${uses.logGroup}:log-stream:*`],
    },
    ...(uses.secretArns.length > 0 ? secrets : []),
  ]);
}
