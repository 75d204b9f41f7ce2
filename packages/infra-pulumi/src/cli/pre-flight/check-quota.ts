import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import type { EndpointConfig } from "../../sizing/endpoint-plan.ts";
import { CommandError } from "../command-error.ts";
import type { AwsOptions } from "../command.ts";
import { isRefusal } from "../explain-failure.ts";

const service = { ServiceCode: "sagemaker" };

/**
 * Checks that the account may run the endpoint's instances. New accounts have a quota of 0 for many.
 * @returns sentences on what could not be looked at, and on fallback types that the account may not run
 * @throws {CommandError} when the quota is below the most copies that the stage may have
 */
export async function checkQuota(
  { instanceType, fallbackInstanceTypes, maxCopies }: EndpointConfig,
  region: string,
  aws: AwsOptions,
): Promise<readonly string[]> {
  const quotas = await readQuotas([instanceType, ...fallbackInstanceTypes], region, aws);
  if (quotas === undefined) {
    return [
      `AWS does not let us look at quotas (servicequotas:ListServiceQuotas), so whether the account may run ${maxCopies} × ${instanceType} was not checked.`,
    ];
  }
  const main = quotas.get(quotaName(instanceType));
  if (main === undefined) {
    return [`AWS lists no quota "${quotaName(instanceType)}" in ${region}; it was not checked.`];
  }
  if ((main.Value ?? 0) < maxCopies) {
    throw new CommandError(
      `The account may run ${main.Value ?? 0} × ${instanceType} for endpoints in ${region}; the stage needs ${maxCopies} (endpoint.maxCopies).\n` +
        `Ask for more, which can take days: ${requestPage(main, region)}`,
    );
  }
  return fallbackInstanceTypes.flatMap((type) => {
    const quota = quotas.get(quotaName(type));
    if (quota === undefined || (quota.Value ?? 0) >= 1) return [];
    return [`The account may run no ${type}, so it cannot stand in: ${requestPage(quota, region)}`];
  });
}

function quotaName(type: string): string {
  return `${type} for endpoint usage`;
}

/** The account's own quotas, else AWS's defaults; undefined where we may not look. */
async function readQuotas(
  types: readonly string[],
  region: string,
  aws: AwsOptions,
): Promise<ReadonlyMap<string, ServiceQuota> | undefined> {
  const client = new ServiceQuotasClient({ region, ...aws });
  const wanted = new Set(types.map(quotaName));
  const found = new Map<string, ServiceQuota>();
  const keep = (quotas: readonly ServiceQuota[] = []) => {
    for (const quota of quotas) {
      const name = quota.QuotaName ?? "";
      if (wanted.has(name) && !found.has(name)) found.set(name, quota);
    }
  };
  try {
    for await (const page of paginateListServiceQuotas({ client }, service)) keep(page.Quotas);
    if (found.size === wanted.size) return found;
    for await (const page of paginateListAWSDefaultServiceQuotas({ client }, service)) {
      keep(page.Quotas);
    }
    return found;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

function requestPage({ QuotaCode }: ServiceQuota, region: string): string {
  return `https://${region}.console.aws.amazon.com/servicequotas/home/services/sagemaker/quotas/${QuotaCode ?? ""}`;
}
