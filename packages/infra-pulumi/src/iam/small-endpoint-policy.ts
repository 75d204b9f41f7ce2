import { logInStatement, pullStatement } from "./web-policies.ts";
import { type PolicyDocument, policyOf, type Statement } from "./policy-document.ts";

/** What SageMaker may do for the small models' endpoint: pull the web image, write its log, report. */
export function smallEndpointPolicy(uses: {
  readonly region: string;
  readonly accountId: string;
  readonly repositoryArn: string;
  readonly logGroup: string;
  /** Own small models, as `s3://bucket/prefix/`; undefined for those of the image. */
  readonly models: string | undefined;
}): PolicyDocument {
  const log = `arn:aws:logs:${uses.region}:${uses.accountId}:log-group:${uses.logGroup}`;
  return policyOf([
    ...(uses.models === undefined ? [] : readStatements(uses.models)),
    logInStatement,
    pullStatement(uses.repositoryArn),
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: [log, `${log}:log-stream:*`],
    },
    {
      // Metrics belong to no resource; namespaces are what holds the action.
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

function readStatements(uri: string): readonly Statement[] {
  const { bucket = "", prefix = "" } =
    /^s3:\/\/(?<bucket>[^/]+)\/(?<prefix>.+)$/u.exec(uri)?.groups ?? {};
  return [
    {
      Sid: "ReadModels",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: [`arn:aws:s3:::${bucket}/${prefix}*`],
    },
    {
      Sid: "ListModels",
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: [`arn:aws:s3:::${bucket}`],
      Condition: { StringLike: { "s3:prefix": `${prefix}*` } },
    },
  ];
}
