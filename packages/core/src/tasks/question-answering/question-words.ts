// Which words of a question can be looked for in a text, in a form that "cost" and "costs" share.
import type { Tokens } from "../../models/tokenizer/tokenizer.ts";

// Words that shape a question and say nothing about what it is about.
const shapingWords = new Set(
  (
    "a an and are as at be by did do does for from had has have how in is it many much of on s t " +
    "that the to was were what when where which who whom whose why with"
  ).split(" "),
);

// Longer than any English word; a form of such a token would be work for nothing.
const longestWord = 40;

/** The form of each token by which words of a question and of a text are compared. */
export function wordForms(text: string, { spans }: Tokens): string[] {
  return spans.map(({ start, end }) =>
    end - start > longestWord ? "" : wordForm(text.slice(start, end).toLowerCase()),
  );
}

/** The forms of the words that a question is about, each once. */
export function topicForms(question: string, { spans }: Tokens): ReadonlySet<string> {
  const words = spans
    .filter(({ start, end }) => end - start <= longestWord)
    .map(({ start, end }) => question.slice(start, end).toLowerCase())
    .filter((word) => !shapingWords.has(word) && /[\p{L}\p{N}]/u.test(word));
  return new Set(words.map(wordForm));
}

// A rough English stem: both sides go through it, so it only has to be consistent.
function wordForm(word: string): string {
  if (word.length <= 3) return word;
  if (word.length === 4) return word.replace(/s$/, "");
  return word.replace(/(?:ies|ied|y)$/, "i").replace(/(?:ing|ed|es|s|ers?|e)$/, "");
}
