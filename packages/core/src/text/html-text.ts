// HTML → what it says: scripts, styles and navigation left out, blocks as paragraphs, cells in a row.
import { Parser } from "htmlparser2";
import { type PlainText, PlainTextBuilder } from "./plain-text.ts";
import type { UnitKind } from "./text-unit.ts";

function names(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

const leftOut = names(
  "script style noscript template svg math head nav footer aside form button select textarea iframe object canvas audio video",
);
const paragraphs = names(
  "p div section article main header figure figcaption h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr address details summary fieldset",
);
const lines = names("br li tr dt dd caption");
const cells = names("td th");
const kinds: Readonly<Record<string, UnitKind>> = {
  ...Object.fromEntries("h1 h2 h3 h4 h5 h6".split(" ").map((tag) => [tag, "heading" as const])),
  li: "item",
  tr: "row",
  dt: "row",
  dd: "row",
  pre: "code",
};
const knownTag =
  /<(?:!doctype\s+html|\/?(?:p|div|span|br|b|i|em|strong|u|a|ul|ol|li|h[1-6]|table|thead|tbody|tr|t[dh]|html|body|head|script|style|article|section|nav|main|header|footer|img|hr|pre|code|blockquote|font|center|small|sup|sub|label|button|form|input|iframe|figure|figcaption)(?:\s[^<>]*)?\/?)>/iu;

/** Whether a text has tags of HTML. */
export function looksLikeHtml(text: string): boolean {
  return knownTag.test(text);
}

/** What HTML says; whatever is malformed is read as browsers do. */
export function htmlToText(source: string): PlainText {
  const builder = new PlainTextBuilder(source);
  addHtml(builder, { html: source, offset: 0 });
  return builder.build();
}

/** Adds what a piece of HTML says; `offset` is its place in the builder's source. */
export function addHtml(
  builder: PlainTextBuilder,
  { html, offset }: { readonly html: string; readonly offset: number },
): void {
  const open: { readonly tag: string; readonly start: number }[] = [];
  let leftOutDepth = 0;
  let pre = 0;
  const parser = new Parser(
    {
      onopentagname: (tag) => {
        if (leftOut.has(tag)) leftOutDepth += 1;
        if (tag === "pre") pre += 1;
        breakBefore(builder, tag);
        open.push({ tag, start: builder.length });
      },
      ontext: (data) => {
        if (leftOutDepth > 0) return;
        const [start, end] = [parser.startIndex + offset, parser.endIndex + 1 + offset];
        const isCopy = html.slice(parser.startIndex, parser.endIndex + 1) === data;
        if (!isCopy) builder.replace({ start, end }, data.replaceAll("\u00a0", " "));
        else if (pre > 0) builder.copy(start, end);
        else builder.copyCollapsed(start, end);
      },
      onclosetag: (tag) => {
        if (leftOut.has(tag)) leftOutDepth = Math.max(0, leftOutDepth - 1);
        if (tag === "pre") pre = Math.max(0, pre - 1);
        const entry = open.pop();
        const kind = kinds[tag];
        if (kind !== undefined && entry?.tag === tag) builder.mark(entry.start, kind);
        if (paragraphs.has(tag)) builder.breakLine(2);
        else if (lines.has(tag) && tag !== "br") builder.breakLine(1);
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html);
  parser.end();
}

function breakBefore(builder: PlainTextBuilder, tag: string): void {
  if (paragraphs.has(tag)) builder.breakLine(2);
  else if (tag === "br") builder.insert("\n");
  else if (lines.has(tag)) builder.breakLine(1);
  else if (cells.has(tag) && !builder.isAtLineStart) builder.insert(" | ");
}
