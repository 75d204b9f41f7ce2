// The one place with prices: US dollars, on demand, us-east-1, without tax and free tiers. Check
// them against AWS's own pages before you rely on them; each says where it was read.

/** When the prices below were last looked at. */
export const pricesAsOf = "2026-11-21";

/** The region for which the prices hold. */
export const pricesRegion = "us-east-1";

/** Hours of a month, as AWS counts them. */
export const hoursPerMonth = 730;

/** A price and where it was read. */
export interface Price {
  readonly usd: number;
  readonly per: string;
  readonly source: string;
}

/** The prices of what runs all the time. */
export const prices = {
  fargateVcpu: { usd: 0.04048, per: "vCPU-hour", source: "fortem.dev, 2026" },
  fargateGb: { usd: 0.004445, per: "GB-hour", source: "fortem.dev, 2026" },
  loadBalancer: { usd: 0.0225, per: "hour", source: "awsnegotiations.com, May 2026" },
  publicIpv4: { usd: 0.005, per: "address-hour", source: "AWS news blog, since February 2024" },
  natGateway: { usd: 0.045, per: "hour", source: "fortem.dev, 2026 (about $33 a month)" },
  firewall: { usd: 5, per: "month", source: "dev.to/aws-builders, 2026" },
  firewallRule: { usd: 1, per: "rule-month", source: "dev.to/aws-builders, 2026" },
  alarm: { usd: 0.1, per: "alarm-month", source: "CloudWatch's price page, not looked up again" },
  fastAlarm: {
    usd: 0.3,
    per: "alarm-month below 60 s",
    source: "CloudWatch's price page, not looked up again",
  },
  dashboard: {
    usd: 3,
    per: "month; the first three of an account are free",
    source: "CloudWatch's price page, not looked up again",
  },
  s3Storage: { usd: 0.023, per: "GB-month", source: "S3's price page, not looked up again" },
  ecrStorage: { usd: 0.1, per: "GB-month", source: "ECR's price page, not looked up again" },
  secret: {
    usd: 0.4,
    per: "secret-month",
    source: "Secrets Manager's price page, not looked up again",
  },
} as const satisfies Readonly<Record<string, Price>>;

/** What comes on top with use, and cannot be read from the resources. */
export const usagePrices: readonly Price[] = [
  { usd: 0.008, per: "load balancer LCU-hour", source: "awsnegotiations.com, May 2026" },
  { usd: 0.6, per: "million requests at the firewall", source: "dev.to/aws-builders, 2026" },
  { usd: 0.5, per: "GB of logs", source: "CloudWatch's price page, not looked up again" },
  {
    usd: 0.09,
    per: "GB sent out by the load balancer",
    source: "EC2's price page, not looked up again",
  },
];

const tables = "three or more public price tables that agree";

/** The price of an hour of each instance type; the type system holds it complete. */
export const instancePrices = {
  "ml.g5.xlarge": { usd: 1.408, per: "hour", source: "eight public price tables" },
  "ml.g5.2xlarge": { usd: 1.515, per: "hour", source: tables },
  "ml.g5.4xlarge": { usd: 2.03, per: "hour", source: tables },
  "ml.g5.12xlarge": { usd: 7.09, per: "hour", source: tables },
  "ml.g6.xlarge": { usd: 1.127, per: "hour", source: tables },
  "ml.g6.2xlarge": { usd: 1.222, per: "hour", source: tables },
  "ml.g6.4xlarge": { usd: 1.654, per: "hour", source: tables },
} as const satisfies Readonly<Record<string, Price>>;
