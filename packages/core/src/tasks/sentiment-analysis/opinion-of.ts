// A text of any length → how positive it is, from its words and its signs.
import { encodeText } from "../../models/tokenizer/encode-text.ts";
import type { PipelineContext } from "../pipeline.ts";
import { type OpinionSigns, opinionSigns } from "./opinion-signs.ts";
import { positiveScore, type SentimentModel } from "./positive-score.ts";
import { setPhrases } from "./set-phrases.ts";

/** What is known of a text's opinion. */
export interface Opinion {
  /** 0 to 1; 0.5 where nothing speaks for either side. */
  readonly positive: number;
  /** False when the text has no word that the model could know, nor a sign. */
  readonly isReadable: boolean;
}

// Beside a rating or an emoji the words count this much: people give one star with kind words, and mean the star.
const wordsBesideSigns = 0.6;

/** How positive a text is. */
export async function opinionOf(
  text: string,
  sentiment: SentimentModel,
  context: Pick<PipelineContext, "report" | "checkpoint">,
): Promise<Opinion> {
  const signs = signsOf(text);
  const known = hasKnownWord(signs.words, sentiment);
  if (!known) {
    return { positive: share(signs.logit), isReadable: signs.count > 0 };
  }
  const { ids } = await encodeText(sentiment.model.tokenizer, signs.words, context);
  const positive = await positiveScore(ids, sentiment, context);
  if (signs.count === 0) return { positive, isReadable: true };
  return { positive: share(wordsBesideSigns * logit(positive) + signs.logit), isReadable: true };
}

function signsOf(text: string): OpinionSigns {
  const signs = opinionSigns(text);
  const { logit, count, words } = setPhrases(signs.words);
  return { logit: signs.logit + logit, count: signs.count + count, words };
}

const word = /\p{L}[\p{L}\p{M}'’]*/gu;
const enoughWords = 4;

/**
 * Whether a text has a word that is more than letters to the model. In a text of a few words at least one
 * has to be in its vocabulary: "asdf" is not.
 */
function hasKnownWord(text: string, { model }: SentimentModel): boolean {
  const words = text.match(word) ?? [];
  if (words.length === 0) return false;
  if (words.length >= enoughWords) return true;
  return words.some((entry) => {
    const { ids } = model.tokenizer.encode(entry);
    const letters = Array.from(entry).length;
    return ids.length === 1 ? letters > 1 : ids.length * 3 <= letters;
  });
}

function logit(share: number): number {
  const bounded = Math.min(0.999, Math.max(0.001, share));
  return Math.log(bounded / (1 - bounded));
}

function share(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
