// A question and a text → the best answers in the text, over all its windows.
import type { Span } from "../tasks/span.ts";
import { encodeText } from "./encode-text.ts";
import { bestSpans, type SpanCandidate } from "./find-span.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { AnswerSettings } from "./parse-answer-settings.ts";
import type { PipelineContext } from "./pipeline.ts";
import { type Evidence, QuestionEvidence } from "./question-evidence.ts";
import { topicForms, wordForms } from "./question-words.ts";
import { rowOf } from "./row-of.ts";
import type { Tokens } from "./tokenizer.ts";
import { answerSpan } from "./trim-answer.ts";
import { tokenWindows } from "./windows.ts";

/** An answer and its place; `context.slice(start, end)` is `answer`. */
export interface FoundAnswer extends Span {
  readonly answer: string;
  readonly score: number;
}

/** What to look for. */
export interface AnswerRequest {
  readonly question: string;
  readonly context: string;
  readonly topK: number;
}

/** The `topK` best answers, best first, none overlapping another; whether they are good enough is the caller's to say. */
export async function findAnswers(
  { question, context, topK }: AnswerRequest,
  model: LoadedModel,
  settings: AnswerSettings,
  pipeline: PipelineContext,
): Promise<FoundAnswer[]> {
  const asked = lastTokens(await encodeText(model.tokenizer, question, pipeline));
  const tokens = await encodeText(model.tokenizer, context, pipeline);
  const evidence = new QuestionEvidence(topicForms(question, asked), wordForms(context, tokens));
  const size = Math.min(settings.windowTokens, model.maxTokens) - asked.ids.length - 3;
  const overlap = Math.min(settings.windowOverlap, size >> 1);
  const windows = tokenWindows({ count: tokens.ids.length, size, overlap });
  const candidates: ScoredSpan[] = [];
  for (const [done, window] of windows.entries()) {
    pipeline.report({ stage: "reading", done, total: windows.length, unit: "windows" });
    const logits = await readWindow(model, asked.ids, tokens.ids.slice(window.start, window.end));
    const limits = { maxTokens: settings.maxAnswerTokens, count: Math.max(topK, fewestCandidates) };
    for (const span of bestSpans(logits, limits)) {
      const [first, last] = [span.first + window.start, span.last + window.start];
      const near = evidence.near(first, last);
      const score = scoreOf(span, near, windows.length, settings.answerWeights);
      candidates.push({ first, last, score });
    }
    await pipeline.checkpoint();
  }
  return distinctAnswers(candidates, context, tokens, topK);
}

interface ScoredSpan {
  readonly first: number;
  readonly last: number;
  readonly score: number;
}

// Kept of each window even for one answer, so that the best answer is the same for every `topK`.
const fewestCandidates = 10;

// A question of more tokens than this is cut at its front: what is asked tends to stand at the end.
const maxQuestionTokens = 64;

function lastTokens({ ids, spans }: Tokens): Tokens {
  return { ids: ids.slice(-maxQuestionTokens), spans: spans.slice(-maxQuestionTokens) };
}

async function readWindow(
  model: LoadedModel,
  questionIds: readonly number[],
  contextIds: readonly number[],
) {
  const { startId, separatorId } = model.tokenizer;
  const sequence = [startId, ...questionIds, separatorId, ...contextIds, separatorId];
  const outputs = await model.run([sequence]);
  const first = questionIds.length + 2;
  const cut = (name: string) => rowOf(outputs, name, model).slice(first, first + contextIds.length);
  return { starts: cut("start_logits"), ends: cut("end_logits") };
}

function scoreOf(
  { logit, windowMass }: SpanCandidate,
  { near, nearRare }: Evidence,
  windows: number,
  weights: AnswerSettings["answerWeights"],
): number {
  const sum =
    weights.span * logit +
    weights.window * windowMass +
    weights.near * near +
    weights.nearRare * nearRare +
    weights.windows * Math.log(windows) +
    weights.bias;
  return 1 / (1 + Math.exp(-sum));
}

function distinctAnswers(
  candidates: readonly ScoredSpan[],
  context: string,
  tokens: Tokens,
  topK: number,
): FoundAnswer[] {
  const answers: FoundAnswer[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (answers.length >= topK) break;
    const span = answerSpan(context, tokens, candidate);
    if (!span || answers.some((other) => span.start < other.end && other.start < span.end))
      continue;
    answers.push({
      ...span,
      answer: context.slice(span.start, span.end),
      score: candidate.score,
    });
  }
  return answers;
}
