// What the server replies and what the page saves of an answer, checked where it enters.
import * as v from "valibot";

const output = v.object({
  score: v.number(),
  answer: v.optional(v.string()),
  found: v.optional(v.boolean()),
  answers: v.optional(
    v.array(v.object({ start: v.number(), end: v.number(), answer: v.string() })),
  ),
  start: v.nullish(v.number()),
  end: v.nullish(v.number()),
  label: v.optional(v.string()),
  scores: v.optional(v.array(v.object({ label: v.string() }))),
  sentences: v.nullish(
    v.array(v.object({ start: v.number(), end: v.number(), label: v.string() })),
  ),
});
const run = v.looseObject({ model: v.string() });

/** An answer of either task. */
export type AnswerOutput = v.InferOutput<typeof output>;

/** An answer with the name of the model that gave it. */
export interface Answered {
  readonly output: AnswerOutput;
  readonly model: string;
}

/** The body of a reply of the REST API. */
export function parseReply(value: unknown): Answered {
  const { model } = v.parse(v.looseObject({ run }), value).run;
  return { output: v.parse(output, value), model };
}

/** The text of a file that the page saved, and the input that it was an answer to. */
export function parseSaved(text: string): Answered & { readonly input: unknown } {
  const saved = v.parse(v.looseObject({ input: v.unknown(), output, run }), JSON.parse(text));
  return { output: saved.output, model: saved.run.model, input: saved.input };
}
