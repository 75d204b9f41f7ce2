// Subtitles (SubRip, WebVTT) → what is said: no numbers, times, settings or tags; sentences run on from cue to cue.
import { lineBreaks } from "./lines.ts";
import { type PlainText, PlainTextBuilder } from "./plain-text.ts";

const cueTime =
  /^\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}/u;
const cueTimeAnywhere = new RegExp(cueTime.source, "mu");
const tag = /<\/?[a-z][^<>\n]*>|\{\\[^{}\n]*\}|<\d[\d:.]*>/giu;
const opensSpeech = /^\s*(?:[-–—]\s|>>)/u;

/** Whether a text is a file of subtitles. */
export function looksLikeSubtitles(text: string): boolean {
  return cueTimeAnywhere.test(text);
}

/** What the subtitles say. */
export function subtitlesToText(source: string): PlainText {
  const builder = new PlainTextBuilder(source);
  let isInCue = false;
  for (const { start, end } of lineSpans(source)) {
    const line = source.slice(start, end);
    if (cueTime.test(line)) isInCue = true;
    else if (line.trim() === "") isInCue = false;
    else if (isInCue) addCueLine(builder, { source, start, end });
  }
  return builder.build();
}

function addCueLine(
  builder: PlainTextBuilder,
  { source, start, end }: { source: string; start: number; end: number },
): void {
  const line = source.slice(start, end);
  if (opensSpeech.test(line)) builder.breakLine(1);
  else if (!builder.isAtLineStart) builder.insert(" ");
  let from = 0;
  for (const { 0: marks, index } of line.matchAll(tag)) {
    builder.copyCollapsed(start + from, start + index);
    from = index + marks.length;
  }
  builder.copyCollapsed(start + from, end);
}

function* lineSpans(text: string): Generator<{ start: number; end: number }> {
  let start = 0;
  for (const { 0: lineBreak, index } of text.matchAll(lineBreaks)) {
    yield { start, end: index };
    start = index + lineBreak.length;
  }
  yield { start, end: text.length };
}
