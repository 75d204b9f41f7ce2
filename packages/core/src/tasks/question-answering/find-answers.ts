// A question and a text → the best answers in the text: rank its passages, read the best, score what they propose.
import type { Span } from "../../contract/span.ts";
import type { TextModel } from "../../models/onnx/loaded-model.ts";
import { rowOf } from "../../models/onnx/row-of.ts";
import { type AnswerCandidate, answerScore } from "./answer-score.ts";
import { chooseAnswers, type FoundAnswer } from "./choose-answers.ts";
import { breaksInside, codeFact, negationFact, ordinalFact } from "./clause-facts.ts";
import { bestSpans, type SpanCandidate, spanAt, type WindowLogits } from "./find-span.ts";
import type { AnswerSettings } from "./parse-answer-settings.ts";
import { rankPassages } from "./passages.ts";
import type { RuleCandidate } from "./rule-candidates.ts";
import { type AnswerSearch, type SearchedText, searchedText } from "./searched-text.ts";
import { tokensWithin } from "./unit-tokens.ts";

/** What came of a search. */
export interface SearchResult {
  /** The `topK` best answers, best first, none overlapping another; whether they are good enough is the caller's to say. */
  readonly answers: readonly FoundAnswer[];
  /** How many passages were read, of how many. */
  readonly readPassages: number;
  readonly passages: number;
}

// The passages that share most with the question are read first, this many at a time, and more only while
// none of them answers; those far down in the ranking do not. On articles of SQuAD dev the right passage
// is among the first five for 19 of 20 questions.
const passagesAtOnce = 5;
const mostTokens = 9_600;
// Kept of each window even for one answer, so that the best answer is the same for every `topK`.
const fewestCandidates = 10;

/** Looks for the best answers to a question in a text. */
export async function findAnswers(search: AnswerSearch): Promise<SearchResult> {
  const text = await searchedText(search);
  const { passages } = text;
  const candidates: AnswerCandidate[] = [];
  let read = 0;
  for await (const found of candidatesByPassage(text, search)) {
    for (const candidate of found) candidates.push(candidate);
    read += 1;
    if (read % passagesAtOnce === 0 && hasAnswer(compared(candidates), search.settings)) break;
  }
  const answers = chooseAnswers({ candidates: compared(candidates), text, search });
  return { answers, readPassages: read, passages: passages.length };
}

/** The best candidates of each passage that would be read when none of them answered. */
export async function findCandidates(search: AnswerSearch): Promise<{
  readonly text: SearchedText;
  readonly candidates: readonly AnswerCandidate[];
}> {
  const text = await searchedText(search);
  const candidates: AnswerCandidate[] = [];
  for await (const found of candidatesByPassage(text, search)) {
    for (const candidate of found) candidates.push(candidate);
  }
  return { text, candidates: compared(candidates) };
}

async function* candidatesByPassage(
  text: SearchedText,
  search: AnswerSearch,
): AsyncGenerator<AnswerCandidate[], void, void> {
  const { passages } = text;
  const { report, checkpoint } = search.pipeline;
  const order = await readingOrder(text, search);
  const total = order.length;
  for (const [done, number] of order.entries()) {
    report({ stage: "reading", done, total, unit: "windows" });
    const passage = passages[number];
    if (passage) yield await candidatesOf(passage, text, search);
    await checkpoint();
  }
}

async function readingOrder(
  { question, passages, tokens, read }: SearchedText,
  { pipeline }: AnswerSearch,
): Promise<number[]> {
  if (passages.length <= passagesAtOnce) return [...passages.keys()];
  const texts = passages.map(({ start, end }) =>
    read.plain.text.slice(tokens.spans[start]?.start, tokens.spans[end - 1]?.end),
  );
  const ranked = await rankPassages(question, texts, pipeline.checkpoint);
  const tokensOf = (place: number) => {
    const { start = 0, end = 0 } = passages[place] ?? {};
    return end - start;
  };
  let room = mostTokens;
  return ranked.filter((place) => (room -= tokensOf(place)) >= 0);
}

async function candidatesOf(
  passage: Span,
  text: SearchedText,
  { topK, model, settings }: AnswerSearch,
): Promise<AnswerCandidate[]> {
  const { tokens, asked, unitTokens } = text;
  const contextIds = tokens.ids.slice(passage.start, passage.end);
  const logits = await readWindow(model, asked.ids, contextIds);
  const unitEnds = lastTokensOf(unitTokens, passage);
  const limits = {
    maxTokens: settings.maxAnswerTokens,
    count: Math.max(topK, fewestCandidates),
    lastOf: (first: number) => unitEnds[first] ?? first,
    clauseLastOf: clauseEnds(text, passage),
  };
  const spans = bestSpans(logits, limits).map((span) => ({ span, rule: undefined }));
  const proposed = text.rules.flatMap((rule) => {
    const within = tokensWithin(tokens, rule, passage);
    return within ? [{ span: spanAt(logits, within), rule }] : [];
  });
  return [...proposed, ...spans].map(({ span, rule }) =>
    candidateOf(span, { rule, passage, text }),
  );
}

/** The last token of each token's unit, counted from the passage's first. */
function lastTokensOf(units: readonly Span[], passage: Span): Int32Array {
  const last = new Int32Array(passage.end - passage.start);
  for (const { start, end } of units) {
    if (end <= passage.start) continue;
    if (start >= passage.end) break;
    last.fill(
      Math.min(end, passage.end) - 1 - passage.start,
      Math.max(0, start - passage.start),
      Math.min(end, passage.end) - passage.start,
    );
  }
  return last;
}

/** Finds the last token before the next comma, bracket or the like, counted from the passage's first. */
function clauseEnds({ tokens, read }: SearchedText, passage: Span): (first: number) => number {
  const last = new Int32Array(passage.end - passage.start);
  let end = last.length - 1;
  for (let token = last.length - 1; token >= 0; token--) {
    const span = tokens.spans[passage.start + token];
    const isBreak =
      span !== undefined && /^[,;:()–—]$/u.test(read.plain.text.slice(span.start, span.end));
    if (isBreak) end = token - 1;
    last[token] = Math.max(token, end);
  }
  return (first) => last[first] ?? first;
}

interface CandidateParts {
  readonly rule: RuleCandidate | undefined;
  readonly passage: Span;
  readonly text: SearchedText;
}

function candidateOf(
  span: SpanCandidate,
  { rule, passage, text }: CandidateParts,
): AnswerCandidate {
  const [first, last] = [span.first + passage.start, span.last + passage.start];
  const { tokens, read, question } = text;
  const place = { start: tokens.spans[first]?.start ?? 0, end: tokens.spans[last]?.end ?? 0 };
  const unit = around(place, read.units[text.unitOf(first)] ?? place);
  const answer = read.plain.text.slice(place.start, place.end);
  const where = { unit, candidate: place };
  const facts = {
    span: span.logit,
    window: span.windowMass,
    ...text.evidence.near(first, last),
    ...formFacts(answer, text),
    breaks: breaksInside(answer),
    unitGap: 0,
    negation: negationFact(question, read.plain.text.slice(unit.start, unit.end)),
    ordinal: ordinalFact(question, read.plain.text, where),
    code: codeFact(question, read.plain.text, where),
    key: rule?.key ?? 0,
    windows: Math.log(text.passages.length),
  };
  return { first, last, facts, ...(rule && { rule }) };
}

// A sentence is shorter; a text without sentences is one unit, and is not looked through for each candidate.
const clauseReach = 1_000;

/** The part of a unit that tells something of a candidate in it. */
function around(candidate: Span, unit: Span): Span {
  return {
    start: Math.max(unit.start, candidate.start - clauseReach),
    end: Math.min(unit.end, candidate.end + clauseReach),
  };
}

/** 1 when the piece looks like what is asked for, -1 when not, 0 when the question does not tell. */
function formFacts(
  answer: string,
  { wanted, hasCapitals, isOwnerNamed }: SearchedText,
): { readonly form: number; readonly address: number } {
  if (!wanted || (wanted.kind === "person" && !hasCapitals)) return { form: 0, address: 0 };
  const fits = wanted.accepts(answer);
  if (wanted.pattern) return { form: 0, address: fits && isOwnerNamed ? 1 : -1 };
  return { form: fits ? 1 : -1, address: 0 };
}

/** The candidates with how far their units are behind the best one's in what they have of the question. */
function compared(candidates: readonly AnswerCandidate[]): AnswerCandidate[] {
  const best = candidates.reduce((most, { facts }) => Math.max(most, facts.unit), 0);
  return candidates.map((candidate) => {
    const facts = { ...candidate.facts, unitGap: candidate.facts.unit - best };
    return { ...candidate, facts };
  });
}

async function readWindow(
  model: TextModel,
  questionIds: readonly number[],
  contextIds: readonly number[],
): Promise<WindowLogits> {
  const { startId, separatorId } = model.tokenizer;
  const sequence = [startId, ...questionIds, separatorId, ...contextIds, separatorId];
  const outputs = await model.run([sequence]);
  const first = questionIds.length + 2;
  const cut = (name: string) => rowOf(outputs, name, model).slice(first, first + contextIds.length);
  return { starts: cut("start_logits"), ends: cut("end_logits") };
}

function hasAnswer(candidates: readonly AnswerCandidate[], settings: AnswerSettings): boolean {
  return candidates.some(
    ({ facts }) => answerScore(facts, settings.answerWeights) >= settings.answerThreshold,
  );
}
