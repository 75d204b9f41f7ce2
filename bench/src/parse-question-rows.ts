import * as v from "valibot";

const row = v.object({
  question: v.string(),
  context: v.string(),
  answers: v.array(v.string()),
});

/** A question about a context with the answers that count as right; none where the context holds none. */
export type QuestionRow = v.InferOutput<typeof row>;

/** The rows of a set of questions, one JSON object a line. @throws when a line is not of that shape */
export function parseQuestionRows(text: string): QuestionRow[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => v.parse(row, JSON.parse(line)));
}
