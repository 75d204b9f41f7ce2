// The make-believe account, whose details real errors quote. A client must show none of them.

/** The account's number. */
export const accountId = "111122223333";

/** A phrase that stands in everything that the container says of its inside. */
export const containerMark = "EngineCore_DP0 pid=271";

/**
 * Words that errors of a real endpoint carry and that no user of an application should read: the account,
 * ARNs, the log's address, and the container's own text. For tests that look for leaks.
 */
export const confidentialMarks: readonly string[] = [
  accountId,
  "arn:aws",
  "cloudwatch/home",
  containerMark,
  "/opt/ml/model",
];

/** An ARN in the account. */
export function arn(region: string, resource: string, service = "sagemaker"): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}
