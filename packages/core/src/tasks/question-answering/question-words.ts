// Which words of a question can be looked for in a text, in a form that "cost" and "costs" share.
import { stemmer } from "stemmer";
import type { Tokens } from "../../models/tokenizer/tokenizer.ts";

// Words that shape a question and say nothing about what it is about.
const shapingWords = new Set(
  (
    "a an and any are as at be been by can could did do does for from had has have how i if in is it its many me much " +
    "my of on or s t that the their there these this those to was we were what when where which who whom whose why " +
    "will with would you your"
  ).split(" "),
);

// Longer than any English word; a form of such a token would be work for nothing.
const longestWord = 40;

/** The form by which words of a question and of a text are compared. */
export function wordForm(word: string): string {
  return word.length > longestWord ? "" : stemmer(word.toLowerCase());
}

/** Whether a word says what a question is about. */
export function isTopicWord(word: string): boolean {
  const lower = word.toLowerCase();
  return word.length <= longestWord && !shapingWords.has(lower) && /[\p{L}\p{N}]/u.test(lower);
}

/** The form of each token of a text. */
export function wordForms(text: string, { spans }: Tokens): string[] {
  // The same words come again and again.
  const known = new Map<string, string>();
  return spans.map(({ start, end }) => {
    const word = text.slice(start, end);
    const form = known.get(word) ?? wordForm(word);
    known.set(word, form);
    return form;
  });
}

/** The forms of the words that a question is about, each once. */
export function topicForms(question: string, { spans }: Tokens): ReadonlySet<string> {
  const words = spans.map(({ start, end }) => question.slice(start, end)).filter(isTopicWord);
  return new Set(words.map(wordForm));
}
