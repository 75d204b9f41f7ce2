// The small model's way from a question and a text to an answer in that text.
import type { QuestionAnsweringOutput } from "./output.ts";
import { findAnswers, type SearchResult } from "./find-answers.ts";
import { requireHead } from "../model-head.ts";
import { parseAnswerSettings } from "./parse-answer-settings.ts";
import type { Pipeline } from "../pipeline.ts";
import type { QuestionInput } from "./input.ts";

/** Answers a question with a piece of the context, or says that it is not found. */
export const questionAnsweringPipeline: Pipeline<QuestionInput, QuestionAnsweringOutput> = {
  async run(request, pipeline) {
    const model = await pipeline.loadModel("question-answering");
    const settings = parseAnswerSettings(model.config);
    const result = await findAnswers({ ...request, model, settings, pipeline });
    const answered = { model: model.name, notice: passagesNotice(result) };
    const [best] = result.answers;
    if (!best || best.score < settings.answerThreshold) {
      return { output: notFound(best?.score ?? 0), ...answered };
    }
    const { answer, score, start, end } = best;
    const answers = [...result.answers];
    return {
      output: { found: true, answer, score, start, end, answers, quote: null },
      ...answered,
    };
  },
  checkModel(config) {
    requireHead(config, "ForQuestionAnswering");
  },
};

function passagesNotice({ readPassages, passages }: SearchResult): string | null {
  if (readPassages >= passages) return null;
  const searched = `Searched ${readPassages} of ${passages} passages`;
  return `${searched}, those that share most words with the question.`;
}

function notFound(score: number): QuestionAnsweringOutput {
  return { found: false, answer: "", score, start: null, end: null, answers: [], quote: null };
}
