// `npm run proof -- cold-storm`: simultaneous runs on a large model that is asleep, against the production
// build and a local SageMaker of its own.
import process from "node:process";
import { coldStorm } from "../e2e/storms/cold-storm.ts";

interface ProofOptions {
  readonly runs: number;
  readonly waiting: number;
}

const mostInvocations = 3;
// SAGEMAKER_CONCURRENCY's default.
const mostAtATime = 5;

/** Runs the proof, prints what it showed, and sets the exit code. */
export async function main(options: ProofOptions): Promise<void> {
  const { runs, waiting } = options;
  const storm = await coldStorm(options);
  const all = [...storm.faults];
  if (storm.answeredBy["onnx"] !== runs) all.push(`not all runs were answered by the small model`);
  if (storm.waitersAnsweredBy["sagemaker"] !== waiting) all.push(`not all waiters were answered`);
  if (storm.invocationsBeforeWarm > mostInvocations) all.push(`too many invocations before warm`);
  if (storm.mostAtATime > mostAtATime) all.push(`too many invocations at a time`);
  console.log(`runs at once           ${runs}, and ${waiting} that asked for the large model`);
  console.log(`answered by            ${JSON.stringify(storm.answeredBy)}`);
  console.log(`all answered after     ${seconds(storm.stormMs)}`);
  console.log(`median and slowest     ${seconds(storm.medianMs)}, ${seconds(storm.slowestMs)}`);
  console.log(`invocations until warm ${storm.invocationsBeforeWarm}, at most ${mostInvocations}`);
  console.log(`large model answered   after ${seconds(storm.wokenAfterMs)}`);
  console.log(`waiters answered by    ${JSON.stringify(storm.waitersAnsweredBy)}`);
  console.log(`most at a time         ${storm.mostAtATime}, at most ${mostAtATime}`);
  console.log(`faults                 ${all.length}`);
  for (const fault of all.slice(0, 20)) console.log(`  ${fault}`);
  if (all.length > 0) process.exitCode = 1;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
