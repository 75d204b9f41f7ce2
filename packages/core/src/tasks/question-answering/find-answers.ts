// A question and a text → the best answers in the text, over all its windows.
import type { Span } from "../../contract/span.ts";
import { encodeText } from "../../models/tokenizer/encode-text.ts";
import { bestSpans } from "./find-span.ts";
import type { LoadedModel } from "../../models/onnx/loaded-model.ts";
import type { AnswerSettings, AnswerWeights } from "./parse-answer-settings.ts";
import type { PipelineContext } from "../pipeline.ts";
import { QuestionEvidence } from "./question-evidence.ts";
import { topicForms, wordForms } from "./question-words.ts";
import { rowOf } from "../../models/onnx/row-of.ts";
import type { Tokens } from "../../models/tokenizer/tokenizer.ts";
import { answerSpan } from "./trim-answer.ts";
import type { QuestionInput } from "./input.ts";
import { tokenWindows } from "../../text/windows.ts";

/** A question with what it takes to meet it. */
export interface AnswerSearch extends QuestionInput {
  readonly model: LoadedModel;
  readonly settings: AnswerSettings;
  readonly pipeline: PipelineContext;
}

/** An answer and its place; `context.slice(start, end)` is `answer`. */
export interface FoundAnswer extends Span {
  readonly answer: string;
  readonly score: number;
}

/** The `topK` best answers, best first, none overlapping another; whether they are good enough is the caller's to say. */
export async function findAnswers(search: AnswerSearch): Promise<FoundAnswer[]> {
  const { tokens, candidates } = await findCandidates(search);
  const scored = candidates.map(({ first, last, facts }) => ({
    first,
    last,
    score: answerScore(facts, search.settings.answerWeights),
  }));
  return distinctAnswers(scored, tokens, search);
}

/** What may be the answer, and the text's tokens that its places count. */
interface AnswerCandidates {
  readonly tokens: Tokens;
  readonly candidates: readonly AnswerCandidate[];
}

/** A piece of the text that may be the answer; both tokens belong to it. */
interface AnswerCandidate {
  readonly first: number;
  readonly last: number;
  readonly facts: AnswerFacts;
}

/** The numbers that a candidate's score is made of, by the names of their weights. */
export type AnswerFacts = Readonly<Record<keyof Omit<AnswerWeights, "bias">, number>>;

/** The best candidates of each window, in the order of the windows. */
export async function findCandidates(search: AnswerSearch): Promise<AnswerCandidates> {
  const { question, context, topK, model, settings, pipeline } = search;
  const asked = lastTokens(await encodeText(model.tokenizer, question, pipeline));
  const tokens = await encodeText(model.tokenizer, context, pipeline);
  const evidence = new QuestionEvidence(topicForms(question, asked), wordForms(context, tokens));
  const windows = windowsFor(asked, tokens, search);
  const candidates: AnswerCandidate[] = [];
  for (const [done, window] of windows.entries()) {
    pipeline.report({ stage: "reading", done, total: windows.length, unit: "windows" });
    const contextIds = tokens.ids.slice(window.start, window.end);
    const logits = await readWindow(model, asked.ids, contextIds);
    const count = Math.max(topK, fewestCandidates);
    for (const span of bestSpans(logits, { maxTokens: settings.maxAnswerTokens, count })) {
      const [first, last] = [span.first + window.start, span.last + window.start];
      const facts = {
        span: span.logit,
        window: span.windowMass,
        ...evidence.near(first, last),
        windows: Math.log(windows.length),
      };
      candidates.push({ first, last, facts });
    }
    await pipeline.checkpoint();
  }
  return { tokens, candidates };
}

// Kept of each window even for one answer, so that the best answer is the same for every `topK`.
const fewestCandidates = 10;

// A question of more tokens than this is cut at its front: what is asked tends to stand at the end.
const maxQuestionTokens = 64;

interface ScoredSpan {
  readonly first: number;
  readonly last: number;
  readonly score: number;
}

function lastTokens({ ids, spans }: Tokens): Tokens {
  return { ids: ids.slice(-maxQuestionTokens), spans: spans.slice(-maxQuestionTokens) };
}

function windowsFor(asked: Tokens, tokens: Tokens, { model, settings }: AnswerSearch): Span[] {
  const room = Math.min(settings.windowTokens, model.maxTokens) - asked.ids.length - 3;
  const size = Math.max(1, room);
  const overlap = Math.min(settings.windowOverlap, size >> 1);
  return tokenWindows({ count: tokens.ids.length, size, overlap });
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

/** A candidate's score, 0 to 1: a logistic function of its facts. */
export function answerScore(facts: AnswerFacts, weights: AnswerWeights): number {
  const sum =
    weights.span * facts.span +
    weights.window * facts.window +
    weights.near * facts.near +
    weights.nearRare * facts.nearRare +
    weights.windows * facts.windows +
    weights.bias;
  return 1 / (1 + Math.exp(-sum));
}

function distinctAnswers(
  candidates: readonly ScoredSpan[],
  tokens: Tokens,
  { context, topK }: QuestionInput,
): FoundAnswer[] {
  const answers: FoundAnswer[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (answers.length >= topK) break;
    const span = answerSpan(context, tokens, candidate);
    const overlaps = (other: Span) => span && span.start < other.end && other.start < span.end;
    if (!span || answers.some(overlaps)) continue;
    const answer = context.slice(span.start, span.end);
    answers.push({ ...span, answer, score: candidate.score });
  }
  return answers;
}
