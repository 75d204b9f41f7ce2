// What the models of training/make_hub_models.py are asked, and what is right.
import { deepEqual, equal } from "node:assert/strict";
import type { AnswerOutput } from "./parse-answers.ts";

/** What is asked: the fields of a task. */
export type AskedInput = Readonly<Record<string, string | boolean>>;

/** A text, and a check that throws when the output for it is wrong. */
interface AskedCase {
  readonly input: AskedInput;
  readonly isRight: (output: AnswerOutput) => void;
}

/** A model with its texts. */
export interface HubCase {
  readonly id: string;
  readonly task: string;
  /** Its name in the panel of models and beside answers. */
  readonly name: string;
  readonly cases: readonly AskedCase[];
}

function answered(question: string, context: string, answer: string): AskedCase {
  return {
    input: { question, context },
    isRight: (output) => {
      equal(output.answer, answer);
      equal(output.found, true);
    },
  };
}

function judged(text: string, label: "POSITIVE" | "NEGATIVE"): AskedCase {
  return {
    input: { text, sentences: true },
    isRight: (output) => {
      equal(output.label, label, text);
      deepEqual(output.scores?.map((score) => score.label).toSorted(), ["NEGATIVE", "POSITIVE"]);
    },
  };
}

const dull =
  "The train was late again. It rained for most of the week. Dinner was served at eight. ";

const longText = `${dull.repeat(12)}Otto plays the violin. ${dull.repeat(12)}`;

const questions = [
  answered("Where does Anna live?", "Anna lives in Oslo. Ben works as a baker.", "Oslo"),
  answered(
    "When was Karl born?",
    "😀👍🏽 Nina plays the harp. 東京 Karl was born in 1984. 🇩🇪",
    "1984",
  ),
  answered("Where does Zoë live?", "Zoë lives in Zürich. Hugo plays the organ.", "Zürich"),
  answered(
    "Where does Mila live?",
    "José was born in 1950.\r\n\r\nMila lives in Zu\u0308rich. “Ruth” works as a judge.",
    "Zu\u0308rich",
  ),
  answered("What does Otto play?", longText, "violin"),
];

const opinions = [
  judged("I loved every bit of it, and the staff were kind.", "POSITIVE"),
  judged("The phone is terrible. It was a waste of money.", "NEGATIVE"),
  judged("The café was wonderful, the food tasted wonderful 😊 我们 loved it.", "POSITIVE"),
  judged("It broke after a few days and nobody answered my emails. ".repeat(60), "NEGATIVE"),
];

/** All models that are run. */
export const hubCases: readonly HubCase[] = [
  {
    id: "Xenova/distilbert-base-uncased-finetuned-sst-2-english",
    task: "sentiment-analysis",
    name: "DistilBERT (SST-2)",
    cases: [...opinions, judged("THE FOOD TASTED WONDERFUL", "POSITIVE")],
  },
  {
    id: "Xenova/distilbert-base-cased-distilled-squad",
    task: "question-answering",
    name: "DistilBERT (SQuAD)",
    cases: questions,
  },
  unlisted("bert-stars-uncased", "sentiment-analysis", opinions),
  unlisted("bert-three-labels-cased", "sentiment-analysis", opinions),
  unlisted("distilbert-plain-labels-cased", "sentiment-analysis", opinions),
  // It knows less than the cased one: of 400 new texts it is right about half.
  unlisted("bert-squad-uncased-128", "question-answering", [
    answered("Where does Anna live?", "Anna lives in Oslo. Ben works as a baker.", "Oslo"),
    answered("Where does Zoë live?", "Zoë lives in Zürich. Hugo plays the organ.", "Zürich"),
    answered(
      "Where does Mila live?",
      "Mila lives in Zu\u0308rich. Hugo plays the organ.",
      "Zu\u0308rich",
    ),
    answered("What does Otto play?", longText, "violin"),
    answered("WHERE DOES KARL LIVE?", "KARL LIVES IN OSLO. BEN PLAYS THE HARP.", "OSLO"),
    answered("Where does Jose live?", "JOSÉ lives in MÁLAGA. Ben works as a nurse.", "MÁLAGA"),
  ]),
];

function unlisted(name: string, task: string, cases: readonly AskedCase[]): HubCase {
  return { id: `test/${name}`, task, name, cases };
}

/** Models that are not run, and the words that say why. */
export const refusedModels: readonly {
  readonly id: string;
  readonly task: string;
  readonly why: RegExp;
}[] = [
  {
    id: "test/topics",
    task: "sentiment-analysis",
    why: /labels \(sports, business, science\) do not tell positive from negative/u,
  },
  {
    id: "test/roberta-sentiment",
    task: "sentiment-analysis",
    why: /BERT-like models with a WordPiece tokenizer/u,
  },
  {
    id: "test/bart-summaries",
    task: "summarization",
    why: /has no onnx\/model_quantized\.onnx.*none that write texts/u,
  },
  {
    id: "test/topics",
    task: "question-answering",
    why: /DistilBertForSequenceClassification.*ForQuestionAnswering/u,
  },
];
