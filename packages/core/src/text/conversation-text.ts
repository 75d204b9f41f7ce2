// Mail and chat → what is written: no `>` before quoted lines, no times before messages; heads, signatures
// and other people's mail told apart.
import { linesOf, type TextLine } from "./lines.ts";
import { type PlainText, PlainTextBuilder } from "./plain-text.ts";
import type { UnitKind } from "./text-unit.ts";

const quotePrefix = /^(?:>[ \t]?)+/u;
const mailHead =
  /^(?:from|to|cc|bcc|sent|date|subject|reply-to|von|an|gesendet|betreff|de|para|asunto)\s*:\s*\S/iu;
const quoteOpener =
  /^(?:on\b.{4,120}\bwrote\s*:|am\b.{4,120}\bschrieb\b.{0,80}:|el\b.{4,120}\bescribi[oó]\s*:|-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht)\s*-{2,}|begin forwarded message:)$/iu;
const signature = /^--$|^sent from my \p{L}+/iu;
const stamp =
  /^(?:\[(?:\d{4}-\d{2}-\d{2}[ T,]*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4},?\s*)?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?\]|(?:\d{4}-\d{2}-\d{2}[ T]|\d{1,2}[/.]\d{1,2}[/.]\d{2,4},?\s+)\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?|\(?\d{1,2}:\d{2}(?::\d{2})?\)?(?:\s?[ap]\.?m\.?)?(?=\s+(?:<?[\p{L}\p{M}][\p{L}\p{M} .'-]{0,30}>?\s*:|<)))\s*(?:[-–—]\s+)?/iu;

/** Whether a text has lines of a mail that is quoted, or messages with their times. */
export function looksLikeConversation(text: string): boolean {
  let stamps = 0;
  let heads = 0;
  for (const { text: line } of linesOf(text)) {
    if (line.startsWith(">") || quoteOpener.test(line) || line === "--") return true;
    if (stamp.test(line)) stamps += 1;
    if (mailHead.test(line)) heads += 1;
    if (stamps >= 2 || heads >= 2) return true;
  }
  return false;
}

/** What the people of a conversation write. */
export function conversationToText(source: string): PlainText {
  const lines = [...linesOf(source)];
  const hasStamps = lines.filter(({ text }) => stamp.test(text)).length >= 2;
  const builder = new PlainTextBuilder(source);
  const kinds = kindsOf(lines);
  let open: { kind: UnitKind; start: number } | undefined;
  lines.forEach((line, index) => {
    const kind = kinds[index];
    if (open && open.kind !== kind) {
      builder.mark(open.start, open.kind);
      open = undefined;
    }
    if (kind !== undefined) open ??= { kind, start: builder.length };
    const prefix = quotePrefix.exec(line.text) ?? (hasStamps ? stamp.exec(line.text) : null);
    builder.copy(line.start + (prefix?.[0].length ?? 0), line.end);
    builder.copy(line.breakAt, lines[index + 1] ? breakEnd(source, line) : line.breakAt);
  });
  if (open) builder.mark(open.start, open.kind);
  return builder.build();
}

function breakEnd(source: string, { breakAt }: TextLine): number {
  return breakAt + (source.startsWith("\r\n", breakAt) ? 2 : 1);
}

function kindsOf(lines: readonly TextLine[]): (UnitKind | undefined)[] {
  let isForwarded = false;
  let isSignature = false;
  return lines.map((line, index) => {
    const { text } = line;
    if (text.startsWith(">")) return "quoted";
    if (quoteOpener.test(text)) {
      // Under a line of dashes everything is the other's; under "wrote:" only what is marked.
      isForwarded ||= /^-|^begin/iu.test(text) || !isMarkedBelow(lines, index);
      return "boilerplate";
    }
    if (isForwarded) return isHead(lines, index) ? "boilerplate" : "quoted";
    if (signature.test(text)) isSignature = true;
    else if (text === "") isSignature = false;
    if (isSignature) return "boilerplate";
    return isHead(lines, index) ? "boilerplate" : undefined;
  });
}

function isMarkedBelow(lines: readonly TextLine[], index: number): boolean {
  const next = lines.slice(index + 1).find(({ text }) => text !== "");
  return next === undefined || next.text.startsWith(">");
}

// One line "Date: …" may be of a form or a note; two together are a mail's.
function isHead(lines: readonly TextLine[], index: number): boolean {
  const isHeadAt = (at: number) => mailHead.test(lines[at]?.text ?? "");
  return isHeadAt(index) && (isHeadAt(index - 1) || isHeadAt(index + 1));
}
