// How long one call takes, measured by the same code in Node and in the browser.
import { type AnyTask, tasks } from "@pilotlight/core";
import { ModelLoader, type ModelSource } from "@pilotlight/core/worker";
import { median } from "./scores.ts";

interface TimeCallsOptions {
  readonly taskIds: readonly string[];
  /** How many calls are measured, after a few that warm up. */
  readonly calls: number;
}

/** The median time of one call in ms by task id: the whole pipeline, on the first example of the task. */
export async function timeCalls(
  source: ModelSource,
  { taskIds, calls }: TimeCallsOptions,
): Promise<Record<string, number>> {
  const models = new ModelLoader(source);
  const result: Record<string, number> = {};
  for (const task of tasks.filter(({ id }) => taskIds.includes(id))) {
    result[task.id] = await timeTask(task, models, calls);
  }
  return result;
}

const warmUpCalls = 10;

async function timeTask(task: AnyTask, models: ModelLoader, calls: number): Promise<number> {
  const pipeline = await task.loadPipeline();
  const input = task.parseInput(task.examples[0]?.input);
  const context = {
    loadModel: (taskId: string) => models.load(taskId),
    report: () => undefined,
    checkpoint: () => Promise.resolve(),
  };
  const times: number[] = [];
  for (let call = -warmUpCalls; call < calls; call++) {
    const startedAtMs = performance.now();
    await pipeline.run(input, context);
    if (call >= 0) times.push(performance.now() - startedAtMs);
  }
  return median(times);
}
