import { startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { sagemakerEnv } from "../../demo/sagemaker-env.ts";
import { scriptedAnswer } from "../large-model/scripted-answer.ts";
import { type SleepingModel, Tally } from "./sleeping-model.ts";

const hourMs = 3_600_000;

/** A model behind a local SageMaker, whose copy takes an hour unless it is told to be there. */
export async function openSleepingSagemaker(): Promise<SleepingModel> {
  const tally = new Tally();
  const answer = scriptedAnswer();
  const local = await startSagemakerLocal({
    answer: (request, signal) => tally.count(answer(request, signal)),
    durations: { alarmMs: 0, instanceStartMs: hourMs, copyStartMs: hourMs },
  });
  return {
    id: "sagemaker",
    env: sagemakerEnv(local),
    tally,
    coldCalls: () =>
      local.requests.filter(
        ({ operation, error }) => operation.startsWith("InvokeEndpoint") && error !== null,
      ).length,
    wakeUp: () => {
      local.jumpTo("warm");
    },
    close: () => local.close(),
  };
}
