// A model of the hub → whether a task runs it, told by its small files before the large one is fetched.
import { InferenceError } from "../contract/inference-error.ts";
import type { ModelTexts } from "../models/hub/pull-model.ts";
import { parseModelConfig, parseTokenizer } from "../models/onnx/parse-model-files.ts";
import type { AnyTask } from "./task.ts";

/**
 * Nothing when the task's pipeline runs a model with these files.
 * @throws InferenceError `model-not-found` with what is wrong
 */
export async function checkModel(
  task: AnyTask,
  id: string,
  { config, tokenizer }: ModelTexts,
): Promise<void> {
  const pipeline = await task.loadPipeline();
  if (!pipeline.checkModel) {
    throw new InferenceError(
      "model-not-found",
      `No small model runs ${task.id}: its answers are pieces of the text. Choose another task.`,
    );
  }
  const parsed = parseModelConfig(config, id);
  parseTokenizer(tokenizer, id);
  pipeline.checkModel(parsed);
}
