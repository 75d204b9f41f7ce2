// What a SageMaker inference instance costs. The one place for these figures; a type that is not here has
// no known price, and the cost meter says so.

import type { InstancePrice } from "../../endpoint/cost-meter.ts";

/** Prices of real-time inference instances in us-east-1, by `ml.` type. */
export const instancePrices: ReadonlyMap<string, InstancePrice> = new Map([
  [
    "ml.g5.xlarge",
    { usdPerHour: 1.408, source: "public price tables for us-east-1, October 2025 (zircon.tech)" },
  ],
  [
    "ml.g5.2xlarge",
    { usdPerHour: 1.515, source: "public price tables for us-east-1, March 2026 (wring.co)" },
  ],
]);
