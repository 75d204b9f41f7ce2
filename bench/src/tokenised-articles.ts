// The tuning articles come in small letters and cut into tokens; here they become sentences again.
import { isJsonObject } from "@pilotlight/core";

/** An article as sentences, with the sentences of its reference summary. */
export interface SplitArticle {
  readonly sentences: readonly string[];
  readonly reference: readonly string[];
}

/** The articles of a file of JSON lines with tokenised `article` and `highlights`. */
export function parseTokenisedArticles(jsonLines: string): SplitArticle[] {
  return jsonLines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const row: unknown = JSON.parse(line);
      if (!isJsonObject(row) || typeof row.article !== "string" || !Array.isArray(row.highlights)) {
        throw new Error(`Not a line of articles: ${line.slice(0, 80)}`);
      }
      return {
        sentences: sentencesOf(row.article),
        reference: row.highlights.map((highlight) => joinTokens(String(highlight).split(" "))),
      };
    });
}

function sentencesOf(article: string): string[] {
  const sentences: string[] = [];
  let tokens: string[] = [];
  let isQuoteOpen = false;
  const list = article.split(" ");
  list.forEach((token, index) => {
    tokens.push(token);
    if (token === "'") isQuoteOpen = !isQuoteOpen;
    const next = list[index + 1];
    const closes = next === "''" || next === ")" || (next === "'" && isQuoteOpen);
    const isStop = /^[.!?]$/.test(token);
    const isClosed = /^(?:''|'|\))$/.test(token) && /^[.!?]$/.test(list[index - 1] ?? "");
    if ((isStop && !closes) || (isClosed && !closes)) {
      sentences.push(joinTokens(tokens));
      tokens = [];
      if (isClosed) isQuoteOpen = false;
    }
  });
  if (tokens.length > 0) sentences.push(joinTokens(tokens));
  return sentences;
}

function joinTokens(tokens: readonly string[]): string {
  return tokens
    .join(" ")
    .replaceAll(/ (n't|'(?:s|m|re|ve|d|ll)\b|[.,!?;:%)]|'')/g, "$1")
    .replaceAll(/([($£€]|``) /g, "$1")
    .replaceAll(/``|''/g, '"');
}
