// The last step before a model: runs a task's pipeline inside a worker and times it.
import type { BackendEnd } from "../contract/backend-event.ts";
import { InferenceError, isAbort, throwIfAborted } from "../contract/inference-error.ts";
import type { Progress } from "../contract/run-event.ts";
import { orAbort } from "../runtime/abort.ts";
import type { Clock } from "../runtime/clock.ts";
import { yieldToMessages } from "../runtime/yield-to-messages.ts";
import type { JsonObject } from "../contract/json.ts";
import type { AnyTask } from "./task.ts";
import { languageNotice } from "../text/language-notice.ts";
import { importCode } from "../models/onnx/import-code.ts";
import { isTextModel, type LoadedModel } from "../models/onnx/loaded-model.ts";

/** Where the small models come from: a ModelLoader, or a stand-in. */
export interface Models {
  load(taskId: string, onProgress: (progress: Progress) => void): Promise<LoadedModel>;
}

/** One run of a pipeline. */
export interface PipelineRun {
  readonly task: AnyTask;
  readonly input: JsonObject;
  readonly models: Models;
  readonly clock: Clock;
  readonly report: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/**
 * The answer of a task's own pipeline. `computeMs` leaves out the time that models took to load.
 * @throws InferenceError `invalid-input`, `aborted`, or the pipeline's own
 */
export async function runPipeline(run: PipelineRun): Promise<BackendEnd> {
  const { task, models, clock, report, signal } = run;
  throwIfAborted(signal);
  const input = task.parseInput(run.input);
  let loadingMs = 0;
  const loadModel = async (taskId: string) => {
    const loadStartedAtMs = clock.nowMs();
    // A model goes on loading for the next run; only this run stops waiting for it.
    const model = await orAbort(models.load(taskId, report), signal);
    loadingMs += clock.nowMs() - loadStartedAtMs;
    if (!isTextModel(model)) throw readsNoText(taskId, model);
    return model;
  };
  const checkpoint = async () => {
    await yieldToMessages();
    throwIfAborted(signal);
  };
  try {
    const pipeline = await importCode(() => task.loadPipeline());
    const startedAtMs = clock.nowMs();
    const { output, model, ...rest } = await pipeline.run(input, { loadModel, report, checkpoint });
    const computeMs = clock.nowMs() - startedAtMs - loadingMs;
    const language = await languageNotice(textsOf(task, input));
    const notice = [rest.notice, language].filter(Boolean).join(" ") || null;
    return { type: "backend-end", output, model, computeMs, notice };
  } catch (error) {
    throw error instanceof InferenceError || isAbort(error) ? error : unforeseen(task, error);
  }
}

function textsOf(task: AnyTask, input: JsonObject): readonly string[] {
  return Object.entries(input).flatMap(([name, value]) =>
    task.fields[name]?.kind === "text" && typeof value === "string" ? [value] : [],
  );
}

function readsNoText(taskId: string, { name }: LoadedModel): InferenceError {
  return new InferenceError(
    "model-not-found",
    `The small model "${name}" that is set for ${taskId} reads no text. Set one that has a tokenizer.`,
  );
}

function unforeseen(task: AnyTask, cause: unknown): InferenceError {
  const kind = cause instanceof Error ? cause.name : typeof cause;
  return new InferenceError(
    "backend-failed",
    `The small model stopped in the middle of ${task.id} (${kind}). Try a shorter text or another place.`,
    { retryable: true, cause },
  );
}
