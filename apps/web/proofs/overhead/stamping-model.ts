// A local SageMaker in a process of its own whose model says nothing but the time: each token is the
// moment at which it was given, so that whoever reads it knows how long it was on its way.
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { startSagemakerLocal } from "@pilotlight/sagemaker-local";

const tokens = Number(process.env["TOKENS"]);
const msPerToken = Number(process.env["MS_PER_TOKEN"]);

const local = await startSagemakerLocal({
  start: "warm",
  async *answer(_request, signal) {
    for (let token = 0; token < tokens; token += 1) {
      if (token > 0) await setTimeout(msPerToken, undefined, { signal });
      yield ` ${(performance.timeOrigin + performance.now()).toFixed(3)}`;
    }
  },
});
console.log(`url ${local.url}`);
