import { logInStatement, pullStatement } from "./web-policies.ts";
import { type PolicyDocument, policyOf } from "./policy-document.ts";

/** What SageMaker may do for the small models' endpoint: pull the web image, write its log, report. */
export function smallEndpointPolicy(uses: {
  readonly region: string;
  readonly accountId: string;
  readonly repositoryArn: string;
  readonly logGroup: string;
}): PolicyDocument {
  const log = `arn:aws:logs:${uses.region}:${uses.accountId}:log-group:${uses.logGroup}`;
  return policyOf([
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
