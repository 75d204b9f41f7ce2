// A text as the search for an answer looks at it.
import type { Span } from "../../contract/span.ts";
import type { TextModel } from "../../models/onnx/loaded-model.ts";
import { encodeText } from "../../models/tokenizer/encode-text.ts";
import type { Tokens } from "../../models/tokenizer/tokenizer.ts";
import { type ReadText, readText } from "../../text/read-text.ts";
import type { PipelineContext } from "../pipeline.ts";
import type { QuestionInput } from "./input.ts";
import type { AnswerSettings } from "./parse-answer-settings.ts";
import { cutPassages } from "./passages.ts";
import { QuestionEvidence } from "./question-evidence.ts";
import { isTopicWord, topicForms, wordForm, wordForms } from "./question-words.ts";
import { type RuleCandidate, ruleCandidates } from "./rule-candidates.ts";
import { tokensOfUnits, unitFinder } from "./unit-tokens.ts";
import { type WantedForm, wantedForm } from "./wanted-form.ts";

/** A request with what it takes to meet it. */
export interface AnswerSearch extends QuestionInput {
  readonly model: TextModel;
  readonly settings: AnswerSettings;
  readonly pipeline: PipelineContext;
}

// A question of more tokens than this is cut at its front: what is asked tends to stand at the end.
const maxQuestionTokens = 64;

/** A text with everything about it that the search looks at. */
export interface SearchedText {
  readonly question: string;
  readonly read: ReadText;
  readonly tokens: Tokens;
  readonly asked: Tokens;
  /** The units as spans of tokens, in order; together they hold each token. */
  readonly unitTokens: readonly Span[];
  /** The number of the unit that a token belongs to. */
  readonly unitOf: (token: number) => number;
  readonly passages: readonly Span[];
  readonly evidence: QuestionEvidence;
  readonly wanted: WantedForm | undefined;
  /** Whether the text has the words that tell whose address is asked for; true where none do. */
  readonly isOwnerNamed: boolean;
  /** Whether the writer uses capitals, so that names can be told by them. */
  readonly hasCapitals: boolean;
  readonly rules: readonly RuleCandidate[];
}

/** Reads the text of a search, and cuts it into passages. */
export async function searchedText(search: AnswerSearch): Promise<SearchedText> {
  const { context, model, pipeline } = search;
  const { question, asked } = await askedPart(search);
  const read = await readText(context, pipeline.checkpoint);
  const { text } = read.plain;
  const tokens = await encodeText(model.tokenizer, text, pipeline);
  const unitTokens = tokensOfUnits(tokens, read.units);
  const topic = topicForms(question, asked);
  const wanted = wantedForm(question);
  const forms = wordForms(text, tokens);
  return {
    question,
    read,
    tokens,
    asked,
    unitTokens,
    unitOf: unitFinder(unitTokens),
    passages: cutPassages(unitTokens, tokens.ids.length, passageSize(asked, search)),
    evidence: new QuestionEvidence(topic, forms, unitTokens),
    wanted,
    isOwnerNamed: isOwnerNamed(question, wanted, new Set(forms)),
    hasCapitals: /\p{Lu}/u.test(text),
    rules: ruleCandidates(question, { text, units: read.units }, wanted),
  };
}

const addressWords = /\b(?:address|number|contact|official|reach|call|write|send)\b/giu;

// "What is the phone number of the dentist?" is not answered by a text that knows no dentist.
function isOwnerNamed(
  question: string,
  wanted: WantedForm | undefined,
  forms: ReadonlySet<string>,
): boolean {
  if (!wanted?.pattern) return true;
  const rest = question.replace(wanted.asks, " ").replace(addressWords, " ");
  const owners = (rest.match(/[\p{L}\p{N}]+/gu) ?? []).filter(isTopicWord).map(wordForm);
  return owners.every((owner) => forms.has(owner));
}

// Of a question that is longer than this, only what the reader gets is looked at, whatever looks at it.
const longestQuestion = 2_000;

/** The part of the question that is looked at, and the tokens that the reader gets. */
async function askedPart({ question: whole, model, pipeline }: AnswerSearch) {
  const { ids, spans } = await encodeText(model.tokenizer, whole, pipeline);
  const isLong = whole.length > longestQuestion;
  const first = isLong ? (spans.at(-maxQuestionTokens)?.start ?? 0) : 0;
  const asked = {
    ids: ids.slice(-maxQuestionTokens),
    spans: spans.slice(-maxQuestionTokens).map(({ start, end }) => ({
      start: start - first,
      end: end - first,
    })),
  };
  return { question: whole.slice(first), asked };
}

function passageSize(asked: Tokens, { model, settings }: AnswerSearch) {
  const room = Math.min(settings.windowTokens, model.maxTokens) - asked.ids.length - 3;
  const size = Math.max(1, room);
  return { size, overlap: Math.min(settings.windowOverlap, size >> 1) };
}
