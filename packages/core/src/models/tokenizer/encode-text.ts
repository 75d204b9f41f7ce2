import type { Span } from "../../contract/span.ts";
import type { Checkpoint } from "../../runtime/checkpoint.ts";
import type { Tokenizer, Tokens } from "./tokenizer.ts";

// About 20 ms of a browser's time.
const sliceLength = 32_000;

/**
 * The tokens of a text of any length, with a checkpoint between slices. Slices end at white space,
 * where no tokenizer of ours looks back.
 */
export async function encodeText(
  tokenizer: Tokenizer,
  text: string,
  { checkpoint }: { readonly checkpoint: Checkpoint },
): Promise<Tokens> {
  if (text.length <= sliceLength) return tokenizer.encode(text);
  const ids: number[] = [];
  const spans: Span[] = [];
  let start = 0;
  while (start < text.length) {
    const end = nextSpace(text, start + sliceLength);
    const tokens = tokenizer.encode(text.slice(start, end));
    for (const id of tokens.ids) ids.push(id);
    for (const span of tokens.spans)
      spans.push({ start: span.start + start, end: span.end + start });
    start = end;
    await checkpoint();
  }
  return { ids, spans };
}

function nextSpace(text: string, from: number): number {
  const space = /[ \n\t]/g;
  space.lastIndex = from;
  return space.exec(text)?.index ?? text.length;
}
