// What people paste → its words and its units, with places in the caller's own text.
import type { Checkpoint } from "../runtime/checkpoint.ts";
import { conversationToText, looksLikeConversation } from "./conversation-text.ts";
import { type PlainText, unmarkedText } from "./plain-text.ts";
import type { TextUnit } from "./text-unit.ts";
import { splitUnits } from "./text-units.ts";
import { looksLikeSubtitles, subtitlesToText } from "./subtitle-text.ts";

/** A text as a pipeline reads it. */
export interface ReadText {
  readonly plain: PlainText;
  /** The units of `plain.text`. */
  readonly units: readonly TextUnit[];
}

// A shorter text is read faster than a message is let in.
const fewestForCheckpoint = 32_000;

/** Reads a text of any form: prose, lists, tables, mail, chat, subtitles, HTML, Markdown; a long one with checkpoints. */
export async function readText(
  source: string,
  checkpoint: Checkpoint = () => Promise.resolve(),
): Promise<ReadText> {
  const pause = source.length > fewestForCheckpoint ? checkpoint : () => Promise.resolve();
  const plain = await plainText(source, pause);
  await pause();
  const units = splitUnits(plain);
  await pause();
  return { plain, units };
}

// The readers of markup are loaded for the first text that has some.
async function plainText(source: string, pause: Checkpoint): Promise<PlainText> {
  if (looksLikeSubtitles(source)) return subtitlesToText(source);
  if (tagLike.test(source)) {
    const { htmlToText, looksLikeHtml } = await import("./html-text.ts");
    if (looksLikeHtml(source)) return htmlToText(source);
  }
  if (looksLikeMarkdown(source)) {
    const { markdownToText } = await import("./markdown-text.ts");
    return markdownToText(source, pause);
  }
  return looksLikeConversation(source) ? conversationToText(source) : unmarkedText(source);
}

const tagLike = /<[a-z!/][^<>]*>/iu;
// Each of these says Markdown by itself; a list or a quotation alone does not.
const markdownSigns =
  /^ {0,3}#{1,6} \S.*$|^ {0,3}(?:```|~~~)|^\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*:?-*:?\s*$|!?\[[^\]\n]+\]\((?:https?:|\/|#|mailto:)[^)\s]*\)|(?:^|[\s(])(?:\*\*|__)\S[^*_\n]*\S(?:\*\*|__)(?=[\s.,;:!?)]|$)/mu;

function looksLikeMarkdown(source: string): boolean {
  return markdownSigns.test(source);
}
