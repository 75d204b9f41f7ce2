// The body of `POST /api/v1/feedback`: a verdict on an answer, and who gave that answer.
import { formatCount } from "../../contract/format-count.ts";
import * as v from "valibot";
import { feedbackSchema, maxFeedbackWords, verdicts } from "../../contract/feedback.ts";
import { InferenceError } from "../../contract/inference-error.ts";
import { isJsonObject, type JsonObject } from "../../contract/json.ts";
import { quote, typeName } from "../../tasks/field.ts";
import type { AnyTask } from "../../tasks/task.ts";

const maxIdLength = 100;
const maxModelLength = 200;

const runId = v.pipe(v.string(), v.minLength(1), v.maxLength(maxIdLength));
const model = v.pipe(v.string(), v.minLength(1), v.maxLength(maxModelLength));

/** The schema of the body. */
export const feedbackBodySchema = v.strictObject({
  runId,
  task: v.string(),
  model,
  ...feedbackSchema.entries,
  words: v.optional(feedbackSchema.entries.words, ""),
  preferredTo: v.optional(v.strictObject({ runId, model })),
  input: v.optional(v.record(v.string(), v.unknown())),
  output: v.optional(v.record(v.string(), v.unknown())),
});

/** What a person thinks of an answer; with the text and the answer only where the person sent them. */
export type AnswerFeedback = Omit<
  v.InferOutput<typeof feedbackBodySchema>,
  "preferredTo" | "input" | "output"
> & {
  readonly preferredTo?: { readonly runId: string; readonly model: string };
  readonly input?: JsonObject;
  readonly output?: JsonObject;
};

const wanted: Readonly<Record<string, string>> = {
  runId: `the run's id, at most ${maxIdLength} characters`,
  task: "the id of a task",
  model: `the model that answered, at most ${maxModelLength} characters`,
  verdict: verdicts.map((verdict) => `"${verdict}"`).join(" or "),
  words: `a text of at most ${formatCount(maxFeedbackWords)} characters, or leave it out`,
  preferredTo:
    "the run's id and the model of the answer that this one is better than, as an object, or leave it out",
  input: "the run's input as an object, or leave it out",
  output: "the run's output as an object, or leave it out",
};

/** @throws InferenceError `invalid-input`, naming the field and what it takes */
export function parseFeedback(tasks: readonly AnyTask[], body: unknown): AnswerFeedback {
  if (!isJsonObject(body)) {
    throw invalid(`The body is ${typeName(body)}. Send an object with ${names()}.`);
  }
  const parsed = v.safeParse(feedbackBodySchema, body);
  if (!parsed.success) throw whatIsWrong(body, parsed.issues[0]);
  const { preferredTo, input, output, ...feedback } = parsed.output;
  const task = tasks.find(({ id }) => id === feedback.task);
  if (!task) {
    const ids = tasks.map(({ id }) => `"${id}"`).join(", ");
    throw invalid(`The field "task" is ${quote(feedback.task)}. Send one of ${ids}.`, "task");
  }
  return {
    ...feedback,
    ...(preferredTo === undefined ? {} : { preferredTo }),
    ...(input === undefined ? {} : { input: task.parseInput(input) }),
    ...(output === undefined ? {} : { output: outputOf(task, output) }),
  };
}

function whatIsWrong(
  body: Readonly<Record<string, unknown>>,
  issue: v.BaseIssue<unknown>,
): InferenceError {
  const field = (v.getDotPath(issue) ?? "").split(".")[0] ?? "";
  if (!Object.hasOwn(wanted, field)) {
    const sent = field.slice(0, 100).toWellFormed();
    return invalid(`The field ${quote(field)} is not known here. Send ${names()}.`, sent);
  }
  const value = body[field];
  if (field === "words" && typeof value === "string") {
    const sizes = { size: value.length, limit: maxFeedbackWords };
    return new InferenceError(
      "invalid-input",
      `The field "words" has ${formatCount(sizes.size)} characters; the limit is ${formatCount(sizes.limit)}. Shorten it.`,
      { field, ...sizes },
    );
  }
  const is = value === undefined ? "missing" : "not what it takes";
  return invalid(`The field "${field}" is ${is}. Send ${wanted[field] ?? ""}.`, field);
}

function outputOf(task: AnyTask, output: JsonObject): JsonObject {
  const parsed = v.safeParse(task.output, output);
  if (parsed.success) return parsed.output;
  throw invalid(
    `The field "output" is not an output of ${task.id}. Send the run's output as it came, or leave it out.`,
    "output",
  );
}

function names(): string {
  return Object.keys(wanted)
    .map((name) => `"${name}"`)
    .join(", ");
}

function invalid(message: string, field?: string): InferenceError {
  return new InferenceError("invalid-input", message, field === undefined ? {} : { field });
}
