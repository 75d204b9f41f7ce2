import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { AwsOptions } from "../command.ts";

/** Who the commands act as. */
export interface Identity {
  readonly accountId: string;
  readonly arn: string;
}

/** Asks AWS who we are, the only way to know that the credentials work; its refusals pass through. */
export async function checkCredentials(region: string, aws: AwsOptions): Promise<Identity> {
  const sts = new STSClient({ region, maxAttempts: 2, ...aws });
  try {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return { accountId: Account ?? "", arn: Arn ?? "" };
  } finally {
    sts.destroy();
  }
}

/** True where nobody gave any keys, which is no refusal. */
export function hasNoCredentials(error: unknown): boolean {
  return error instanceof Error && error.name === "CredentialsProviderError";
}
