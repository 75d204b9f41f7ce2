/** One statement of an IAM policy, as IAM writes it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** An IAM policy, as IAM writes it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** A policy of these statements. */
export function policyOf(statements: readonly Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** What bounds every role of a stage, where the account asks for it. */
export function boundary({
  permissionsBoundary,
}: {
  readonly permissionsBoundary?: string | undefined;
}): { readonly permissionsBoundary?: string } {
  return permissionsBoundary === undefined ? {} : { permissionsBoundary };
}

/** The trust policy that lets one AWS service take a role, for resources of this account only. */
export function trustPolicy(service: string, accountId: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
    ],
  });
}
