// Candidates → answers: the best by score, none overlapping another, cut to what was asked for.
import type { Span } from "../../contract/span.ts";
import { type AnswerCandidate, answerScore } from "./answer-score.ts";
import { refineAnswer } from "./refine-answer.ts";
import { type RuleCandidate, withoutItemMark } from "./rule-candidates.ts";
import type { AnswerSearch, SearchedText } from "./searched-text.ts";
import { answerSpan } from "./trim-answer.ts";

/** An answer and its place in the caller's text; where no markup stands inside, `context.slice(start, end)` is `answer`. */
export interface FoundAnswer extends Span {
  readonly answer: string;
  readonly score: number;
}

interface Choice {
  readonly candidates: readonly AnswerCandidate[];
  readonly text: SearchedText;
  readonly search: AnswerSearch;
}

interface ScoredCandidate extends AnswerCandidate {
  readonly score: number;
}

/** The `topK` best answers, best first. */
export function chooseAnswers({ candidates, text, search }: Choice): FoundAnswer[] {
  const scored = candidates
    .map((candidate) => ({
      ...candidate,
      score: answerScore(candidate.facts, search.settings.answerWeights),
    }))
    .toSorted((a, b) => b.score - a.score);
  const answers: FoundAnswer[] = [];
  for (const candidate of listFirst(scored)) {
    if (answers.length >= search.topK) break;
    const span = placeOf(candidate, text);
    const overlaps = (other: Span) => span && span.start < other.end && other.start < span.end;
    if (!span || answers.some(overlaps)) continue;
    answers.push({ ...span, score: candidate.score });
  }
  return answers;
}

/** Where the best is an item of a list that was asked for, its list comes first, in its order, with the best one's score. */
function listFirst(scored: readonly ScoredCandidate[]): readonly ScoredCandidate[] {
  const [best] = scored;
  const list = best?.rule?.list;
  if (!best || list === undefined) return scored;
  const items = scored
    .filter(({ rule }) => rule?.list === list)
    .toSorted((a, b) => a.first - b.first)
    .map((item) => ({ ...item, score: best.score }));
  return [...items, ...scored];
}

/** Where a candidate stands in the caller's text, and its words; null when nothing but punctuation is left of it. */
export function placeOf(
  candidate: AnswerCandidate,
  { question, read, tokens, unitOf, rules }: SearchedText,
): (Span & { readonly answer: string }) | null {
  const { plain, units } = read;
  const whole = answerSpan(plain.text, tokens, candidate);
  if (!whole) return null;
  const unit = units[unitOf(candidate.first)];
  const item = unit ? withoutItemMark(plain.text, unit) : whole;
  const start = Math.max(whole.start, Math.min(item.start, whole.end - 1));
  const end = Math.min(whole.end, Math.max(item.end, start + 1));
  const span =
    wholeAddress(rules, { start, end }) ?? refineAnswer(question, plain.text, { start, end });
  return {
    ...plain.sourceSpan({ start: span.start, end: span.end }),
    answer: plain.text.slice(span.start, span.end),
  };
}

/** The address that a part of it stands for. */
function wholeAddress(rules: readonly RuleCandidate[], span: Span): Span | undefined {
  return rules.find(
    ({ isAddress, start, end }) => isAddress === true && start < span.end && span.start < end,
  );
}
