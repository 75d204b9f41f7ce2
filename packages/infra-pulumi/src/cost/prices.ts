// The prices of the estimate, from the file that the app's cost meter reads, too.
import file from "@pilotlight/prices/aws.json" with { type: "json" };
import type { CpuInstanceType } from "../sizing/cpu-instances.ts";
import type { InstanceType } from "../sizing/instances.ts";

/** A price and where it was read. */
export interface Price {
  readonly usd: number;
  readonly per: string;
  readonly source: string;
}

/** When the prices were last looked at. */
export const pricesAsOf: string = file.asOf;

/** The region for which the prices hold. */
export const pricesRegion: string = file.region;

/** Hours of a month, as AWS counts them. */
export const hoursPerMonth = 730;

/** The prices of what runs all the time. */
export const prices = file.running satisfies Readonly<Record<string, Price>>;

/** What comes on top with use, and cannot be read from the resources. */
export const usagePrices: readonly Price[] = file.usage;

/** The price of an hour of each instance type without a GPU. */
export const cpuInstancePrices: Readonly<Record<CpuInstanceType, Price>> = file.cpuInstances;

/** The price of an hour of each instance type; the type system holds it complete. */
export const instancePrices: Readonly<Record<InstanceType, Price>> = file.instances;
