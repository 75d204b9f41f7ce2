// There is no tokenizer here: a piece of up to four characters with the white space before it counts as
// a token, which gives English a few more tokens than Mistral's tokenizer would.
const token = /\s*\S{1,4}|\s+/gu;

/** The text in pieces that count as one token each; together they are the text. */
export function splitTokens(text: string): string[] {
  return text.match(token) ?? [];
}
