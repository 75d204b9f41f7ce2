// What a pipeline gets and gives. Pipelines run in a Web Worker or a Node worker thread, never on a
// page's main thread, and know neither.
import type { Progress } from "../contract/run-event.ts";
import type { JsonObject } from "../contract/json.ts";
import type { Checkpoint } from "../runtime/checkpoint.ts";
import type { TextModel } from "../models/onnx/loaded-model.ts";

/** What a pipeline may use while it runs. */
export interface PipelineContext {
  /**
   * The small text model for a task, loaded once per worker; the caller names the task by its Hugging Face id.
   * @throws InferenceError `model-not-found` when the task's model reads something else
   */
  readonly loadModel: (taskId: string) => Promise<TextModel>;
  readonly report: (progress: Progress) => void;
  readonly checkpoint: Checkpoint;
}

/** What a pipeline gives back. */
interface PipelineResult<Output extends JsonObject> {
  readonly output: Output;
  /** The name of what answered, shown with the answer. */
  readonly model: string;
  /** What the reader should know about this answer; null or left out when nothing. */
  readonly notice?: string | null;
}

/** Input to output on a small model: the same code in the browser and on the server. */
export interface Pipeline<Input extends JsonObject, Output extends JsonObject> {
  run(input: Input, context: PipelineContext): Promise<PipelineResult<Output>>;
  /**
   * Says whether a model's config.json is of a kind that it runs; left out where it runs no model.
   * @throws InferenceError `model-not-found` with what is wrong
   */
  checkModel?(config: Readonly<Record<string, unknown>>): void;
}
