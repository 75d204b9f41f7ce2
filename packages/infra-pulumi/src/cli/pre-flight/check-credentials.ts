import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CommandError } from "../command.ts";

/** Who the commands act as. */
export interface Identity {
  readonly accountId: string;
  readonly arn: string;
}

// The SDK's names for keys that are missing, that nobody knows, and that have run out.
const refusals = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "InvalidClientTokenId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "ExpiredTokenException",
]);

/**
 * Asks AWS who we are, the only way to know that the credentials work.
 * @throws {CommandError} when there are none or AWS refuses them
 */
export async function checkCredentials(region: string): Promise<Identity> {
  const sts = new STSClient({ region, maxAttempts: 2 });
  try {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return { accountId: Account ?? "", arn: Arn ?? "" };
  } catch (error) {
    if (!(error instanceof Error) || !refusals.has(error.name)) throw error;
    throw new CommandError(
      `AWS gives no access: ${error.message}\n` +
        "Sign in with `aws sso login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    );
  } finally {
    sts.destroy();
  }
}
