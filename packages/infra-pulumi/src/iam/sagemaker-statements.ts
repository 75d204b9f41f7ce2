import type { Statement } from "./policy-document.ts";

/** Reading a folder of a bucket, such as one of weights. */
export function readStatements(
  what: "Weights" | "Models",
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): readonly Statement[] {
  return [
    {
      Sid: `Read${what}`,
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: [`arn:aws:s3:::${bucket}/${prefix}*`],
    },
    {
      Sid: `List${what}`,
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: [`arn:aws:s3:::${bucket}`],
      Condition: { StringLike: { "s3:prefix": `${prefix}*` } },
    },
  ];
}

/** What SageMaker tells of a container: its log, in these groups, and its metrics. */
export function reportStatements(
  { region, accountId }: { readonly region: string; readonly accountId: string },
  logGroups: readonly string[],
): readonly Statement[] {
  return [
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
  ];
}
