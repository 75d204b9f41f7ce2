// The large model behind a local SageMaker, which has every fault of one on demand.
import { type FaultName, faultNames, startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { sagemakerEnv } from "../../demo/sagemaker-env.ts";
import { openStandIn } from "../../demo/stand-in.ts";
import type { FaultProvider } from "./fault-provider.ts";

/** Starts it awake; it answers as fast as it can. */
export async function openSagemaker(): Promise<FaultProvider> {
  const standIn = openStandIn({ wordMs: 0 });
  const local = await startSagemakerLocal({ answer: standIn.answer, start: "warm" });
  let before = 0;
  let struckBy: FaultName | null = null;
  return {
    id: "sagemaker",
    env: sagemakerEnv(local),
    async setFault(fault) {
      struckBy = faultNames.find((name) => name === fault) ?? null;
      before = local.requests.length;
      local.setFault(struckBy);
      if (struckBy === null) local.jumpTo("warm");
    },
    strikes: () => local.requests.slice(before).filter(({ fault }) => fault === struckBy).length,
    async close() {
      await local.close();
      await standIn.close();
    },
  };
}
