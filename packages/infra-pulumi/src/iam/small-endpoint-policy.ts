import { readS3Folder } from "../model/s3-folder.ts";
import { type PolicyDocument, policyOf } from "./policy-document.ts";
import { readStatements, reportStatements } from "./sagemaker-statements.ts";
import { logInStatement, pullStatement } from "./web-policies.ts";

/** What SageMaker may do for the small models' endpoint: pull the web image, write its log, report. */
export function smallEndpointPolicy(uses: {
  readonly region: string;
  readonly accountId: string;
  readonly repositoryArn: string;
  readonly logGroup: string;
  /** Own small models, as `s3://bucket/prefix/`; undefined for those of the image. */
  readonly models: string | undefined;
}): PolicyDocument {
  const models = uses.models === undefined ? undefined : readS3Folder(uses.models);
  return policyOf([
    ...(models ? readStatements("Models", models) : []),
    logInStatement,
    pullStatement(uses.repositoryArn),
    ...reportStatements(uses, [uses.logGroup]),
  ]);
}
