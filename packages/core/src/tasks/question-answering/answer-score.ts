// What is known of a candidate, and the score that is made of it.
import type { AnswerWeights } from "./parse-answer-settings.ts";
import type { RuleCandidate } from "./rule-candidates.ts";

/** The numbers that a candidate's score is made of, by the names of their weights. */
export type AnswerFacts = Readonly<Record<keyof Omit<AnswerWeights, "bias">, number>>;

/** A piece of the text that may be the answer; both tokens belong to it. */
export interface AnswerCandidate {
  readonly first: number;
  readonly last: number;
  readonly facts: AnswerFacts;
  /** Set where a rule proposed it. */
  readonly rule?: RuleCandidate;
}

/** A candidate's score, 0 to 1: a logistic function of its facts. */
export function answerScore(facts: AnswerFacts, weights: AnswerWeights): number {
  let sum = weights.bias;
  for (const name of factNames) sum += weights[name] * facts[name];
  return 1 / (1 + Math.exp(-sum));
}

/** The names of a candidate's facts, in the order of their weights in a model's settings. */
export const factNames = [
  "span",
  "window",
  "near",
  "nearRare",
  "unit",
  "close",
  "missing",
  "echo",
  "form",
  "unitGap",
  "address",
  "negation",
  "ordinal",
  "code",
  "breaks",
  "key",
  "windows",
] as const satisfies readonly (keyof AnswerFacts)[];
