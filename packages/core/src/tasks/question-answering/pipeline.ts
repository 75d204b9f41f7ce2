// The small model's way from a question and a text to an answer in that text.
import type { QuestionInput } from "./input.ts";
import type { QuestionAnsweringOutput } from "./output.ts";
import { findAnswers } from "./find-answers.ts";
import { parseAnswerSettings } from "./parse-answer-settings.ts";
import type { Pipeline } from "../pipeline.ts";

/** Answers a question with a piece of the context, or says that it is not found. */
export const questionAnsweringPipeline: Pipeline<QuestionInput, QuestionAnsweringOutput> = {
  async run(request, pipeline) {
    const model = await pipeline.loadModel("question-answering");
    const settings = parseAnswerSettings(model.config);
    const answers = await findAnswers({ ...request, model, settings, pipeline });
    const [best] = answers;
    if (!best || best.score < settings.answerThreshold) {
      return { output: notFound(best?.score ?? 0), model: model.name };
    }
    const { answer, score, start, end } = best;
    return {
      output: { found: true, answer, score, start, end, answers, quote: null },
      model: model.name,
    };
  },
};

function notFound(score: number): QuestionAnsweringOutput {
  return { found: false, answer: "", score, start: null, end: null, answers: [], quote: null };
}
