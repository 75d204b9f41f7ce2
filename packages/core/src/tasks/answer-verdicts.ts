// What many answers of a task say together: each in one of few words, and with what score. For figures of
// the server; a page has no use for it, so it is not part of the definitions.
import * as v from "valibot";
import type { JsonObject } from "../contract/json.ts";
import type { AnswerQuality, AnswerVerdict } from "./answer-quality.ts";
import { questionAnsweringQuality } from "./question-answering/quality.ts";
import { sentimentQuality } from "./sentiment-analysis/quality.ts";
import { summarizationQuality } from "./summarization/quality.ts";

interface Reader {
  readonly verdicts: readonly string[];
  read(output: unknown): AnswerVerdict | null;
}

const readers: Readonly<Record<string, Reader>> = {
  "question-answering": readerOf(questionAnsweringQuality),
  "sentiment-analysis": readerOf(sentimentQuality),
  summarization: readerOf(summarizationQuality),
};

/** The verdict of a task's output; null for a task whose answers are not read in this way. */
export function answerVerdict(taskId: string, output: JsonObject): AnswerVerdict | null {
  return readerFor(taskId)?.read(output) ?? null;
}

/** All verdicts that answers of a task can have. */
export function answerVerdicts(taskId: string): readonly string[] {
  return readerFor(taskId)?.verdicts ?? [];
}

function readerFor(taskId: string): Reader | undefined {
  return Object.hasOwn(readers, taskId) ? readers[taskId] : undefined;
}

function readerOf<Output extends JsonObject>(quality: AnswerQuality<Output>): Reader {
  const { reads, verdicts, verdictOf } = quality;
  return {
    verdicts,
    read: (output) => {
      const parsed = v.safeParse(reads, output);
      if (!parsed.success) return null;
      const answer = verdictOf(parsed.output);
      return verdicts.includes(answer.verdict) ? answer : null;
    },
  };
}
