// `npm run proof -- cold-storm`: simultaneous runs on a large model that is asleep, against the production build:
// behind a local SageMaker, of the OpenAI schema behind a gateway that scales to zero, and as a Space.
import process from "node:process";
import { coldStorm, type StormFigures } from "../e2e/storms/cold-storm.ts";
import type { SleepingModel } from "../e2e/storms/sleeping-model.ts";
import { openSleepingOpenai } from "../e2e/storms/sleeping-openai.ts";
import { openSleepingSagemaker } from "../e2e/storms/sleeping-sagemaker.ts";
import { openSleepingGradio } from "./sleeping-gradio.ts";

interface ProofOptions {
  readonly runs: number;
  readonly waiting: number;
  /** One provider alone. */
  readonly only?: string | undefined;
}

/** Each gives null, after a line of why, where it cannot be had. */
const providers: Readonly<Record<string, () => Promise<SleepingModel | null>>> = {
  sagemaker: openSleepingSagemaker,
  openai: openSleepingOpenai,
  gradio: openSleepingGradio,
};
const mostColdCalls = 3;
// The default of SAGEMAKER_CONCURRENCY and LARGE_MODEL_CONCURRENCY.
const mostAtATime = 5;

/** Runs the proof, prints what it showed, and sets the exit code. */
export async function main({ only, ...options }: ProofOptions): Promise<void> {
  for (const [id, open] of Object.entries(providers)) {
    if (only !== undefined && only !== id) continue;
    const model = await open();
    if (!model) continue;
    const storm = await coldStorm({ ...options, open: async () => model });
    print(id, options, storm);
    const wrongs = wrongsOf(id, options, storm);
    console.log(`faults                 ${wrongs.length}`);
    for (const wrong of wrongs.slice(0, 20)) console.log(`  ${wrong}`);
    if (wrongs.length > 0) process.exitCode = 1;
  }
}

function wrongsOf(id: string, { runs, waiting }: ProofOptions, storm: StormFigures): string[] {
  const wrongs = [...storm.faults];
  if (storm.answeredBy["onnx"] !== runs)
    wrongs.push("not all runs were answered by the small model");
  if (storm.waitersAnsweredBy[id] !== waiting) wrongs.push("not all waiters were answered");
  if (storm.wakes !== 1) wrongs.push("it was not woken once");
  if (storm.invocationsBeforeWarm > mostColdCalls) wrongs.push("too many calls until it woke");
  if (storm.mostAtATime > mostAtATime) wrongs.push("too many invocations at a time");
  return wrongs;
}

function print(id: string, { runs, waiting }: ProofOptions, storm: StormFigures): void {
  console.log(`\n${id}`);
  console.log(`runs at once           ${runs}, and ${waiting} that asked for the large model`);
  console.log(`answered by            ${JSON.stringify(storm.answeredBy)}`);
  console.log(`all answered after     ${seconds(storm.stormMs)}`);
  console.log(`median and slowest     ${seconds(storm.medianMs)}, ${seconds(storm.slowestMs)}`);
  console.log(`wakes                  ${storm.wakes}`);
  console.log(`calls until it woke    ${storm.invocationsBeforeWarm}, at most ${mostColdCalls}`);
  console.log(`large model answered   after ${seconds(storm.wokenAfterMs)}`);
  console.log(`waiters answered by    ${JSON.stringify(storm.waitersAnsweredBy)}`);
  console.log(`most at a time         ${storm.mostAtATime}, at most ${mostAtATime}`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
