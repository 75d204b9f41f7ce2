// What a task is: the only thing that a product developer writes. Form, check, REST, documentation
// and output are all read from it.
import * as v from "valibot";
import { InferenceError } from "../contract/inference-error.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Fields, InputOf } from "./field.ts";
import type { JsonObject } from "../contract/json.ts";
import type { OutputView } from "./output-view.ts";
import { parseFields } from "./parse-fields.ts";
import type { TaskPrompt } from "./prompt.ts";
import type { TypedOutput } from "./typed-output.ts";

/** The words that a task's answers are shown with, by names of the task's own. */
export type AnswerWords = Readonly<Record<string, string>>;

/** An input to try with one click. */
export interface Example<Input extends JsonObject, Output extends JsonObject = JsonObject> {
  readonly title: string;
  /** Where the text comes from, where it is not ours. */
  readonly source?: { readonly name: string; readonly url: string; readonly licence: string };
  readonly input: Partial<Input>;
  /** What the embedded model answered to it. A page shows the first one as a sample; a test keeps it true. */
  readonly answer?: { readonly output: Output; readonly model: string };
}

/** What a developer writes to make a task. */
export interface TaskOptions<F extends Fields, Output extends JsonObject> {
  /** The task's Hugging Face id; its URL, its API path and its API name. */
  readonly id: string;
  /** The word on the tab. */
  readonly title: string;
  /** One sentence: what the reader gets. */
  readonly description: string;
  /** The word on the run button. */
  readonly action: string;
  /** Inputs first, then options; the order is the positional order of the API. */
  readonly fields: F;
  /** The output's schema: checks replies at the border and documents the API. */
  readonly output: v.GenericSchema<unknown, Output>;
  readonly examples: readonly Example<InputOf<F>, Output>[];
  /** The small model's way from input to output, loaded when it first runs. */
  loadPipeline(): Promise<Pipeline<InputOf<F>, Output>>;
  /** How the large model is asked, loaded when it is first; left out, only small models run the task. */
  loadPrompt?(): Promise<TaskPrompt<InputOf<F>, Output>>;
  /** True when its runs wake a large model that is asleep by themselves, under the usual policy. Default false. */
  readonly wakesLargeModel?: boolean;
  /** How the page shows an answer; left out, the output is shown as JSON. */
  views?(input: InputOf<F>, output: Output, words?: AnswerWords): readonly OutputView[];
  /** Parts of the output that typed clients get beside the whole output as JSON. */
  readonly typedOutputs?: readonly TypedOutput<InputOf<F>, Output>[];
}

/** A task: its options with the functions that are derived from them. */
export interface TaskDefinition<F extends Fields, Output extends JsonObject> extends TaskOptions<
  F,
  Output
> {
  /**
   * A request's fields as a checked input, options filled in.
   * @throws InferenceError `invalid-input`, naming the field
   */
  parseInput(value: unknown): InputOf<F>;
  /** @throws InferenceError `backend-failed` when a reply is not this task's output */
  parseOutput(value: unknown): Output;
  readonly wakesLargeModel: boolean;
  /** @param words those of a page in another language; English without them */
  views(input: InputOf<F>, output: Output, words?: AnswerWords): readonly OutputView[];
}

/** A task whose input and output are not known at compile time. */
// Methods are bivariant, so each TaskDefinition is assignable: inputs only come from its own parseInput.
export type AnyTask = TaskDefinition<Fields, JsonObject>;

/**
 * Makes a task of its description.
 * @example
 * export const shout = defineTask({
 *   id: "shout", title: "Shout", description: "The text in capitals.", action: "Shout",
 *   fields: { text: textField({ label: "Text", description: "What to shout.", placeholder: "" }) },
 *   output: v.object({ shouted: v.string() }),
 *   examples: [],
 *   loadPipeline: async () => ({
 *     run: async ({ text }) => ({ output: { shouted: text.toUpperCase() }, model: "none" }),
 *   }),
 * });
 */
export function defineTask<const F extends Fields, Output extends JsonObject>(
  options: TaskOptions<F, Output>,
): TaskDefinition<F, Output> {
  return {
    ...options,
    wakesLargeModel: options.wakesLargeModel ?? false,
    loadPipeline: () => options.loadPipeline(),
    parseInput: (value) => parseFields(options.id, options.fields, value),
    parseOutput(value) {
      const result = v.safeParse(options.output, value);
      if (result.success) return result.output;
      const path = v.getDotPath(result.issues[0]) ?? "the reply";
      throw new InferenceError(
        "backend-failed",
        `The reply is not a ${options.id} output: ${path} is not as the task says. Another backend may do better.`,
        { retryable: true },
      );
    },
    views: (input, output, words) =>
      options.views?.(input, output, words) ?? [{ kind: "json", label: "Output", value: output }],
  };
}

/** The names of a task's required fields, in order. */
export function inputNames(task: AnyTask): readonly string[] {
  return Object.entries(task.fields).flatMap(([name, field]) =>
    field.fallback === undefined ? [name] : [],
  );
}
