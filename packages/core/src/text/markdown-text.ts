// Markdown → what it says, with headings, items, rows and code told apart.
import type { Nodes, Parents, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import type { Span } from "../contract/span.ts";
import type { Checkpoint } from "../runtime/checkpoint.ts";
import { addHtml } from "./html-text.ts";
import { type PlainText, PlainTextBuilder } from "./plain-text.ts";

/** What Markdown says: no marks, no addresses of links, no rules of tables. */
export async function markdownToText(source: string, checkpoint: Checkpoint): Promise<PlainText> {
  const builder = new PlainTextBuilder(source);
  const parts = markdownParts(source);
  const definitions = parts.length > 1 ? linkDefinitions(source) : "";
  for (const { start, end } of parts) {
    const tree = fromMarkdown(source.slice(start, end) + definitions, {
      extensions: [gfmTable()],
      mdastExtensions: [gfmTableFromMarkdown()],
    });
    shift(tree, start);
    addNode(tree, builder, source);
    await checkpoint();
  }
  return builder.build();
}

const definitionLine = /^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S[^\n]*$/gmu;
const mostDefinitions = 4_000;

/** What the parts of a text share: the addresses that stand elsewhere than their links. */
function linkDefinitions(source: string): string {
  const lines = source.match(definitionLine)?.join("\n") ?? "";
  return lines === "" || lines.length > mostDefinitions ? "" : `\n\n${lines}\n`;
}

/** Moves the places of a part to where they are in the whole text. */
function shift(node: Nodes, by: number): void {
  for (const point of [node.position?.start, node.position?.end]) {
    if (point) point.offset = (point.offset ?? 0) + by;
  }
  if ("children" in node) for (const child of node.children) shift(child, by);
}

// The parser's time grows faster than the text: 250,000 headings in one go took 70 s.
const partLength = 20_000;
const opensFence = /^ {0,3}(`{3,}|~{3,})/u;

/** A long Markdown text cut before headings and after empty lines, outside of fenced code. */
function markdownParts(source: string): Span[] {
  const parts: Span[] = [];
  let start = 0;
  let fence: string | undefined;
  let wasEmpty = false;
  for (const { index } of source.matchAll(/^/gmu)) {
    const head = source.slice(index, index + 80);
    const isHeading = /^#{1,6} /u.test(head);
    // An item goes on after an empty line where it is indented.
    const mayCut = fence === undefined && (isHeading || (wasEmpty && /^\S/u.test(head)));
    if (mayCut && index - start >= partLength) {
      parts.push({ start, end: index });
      start = index;
    }
    wasEmpty = /^\s*?(?:\n|$)/u.test(head);
    const mark = opensFence.exec(head)?.[1];
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) === true) fence = undefined;
  }
  parts.push({ start, end: source.length });
  return parts;
}

function addNode(node: Nodes, builder: PlainTextBuilder, source: string): void {
  const start = builder.length;
  switch (node.type) {
    case "text":
    case "inlineCode":
      addValue(node.value, spanOf(node), builder, source);
      return;
    case "code":
      builder.breakLine(2);
      addCode(node.value, spanOf(node), builder, source);
      builder.mark(start, "code");
      builder.breakLine(2);
      return;
    case "break":
      builder.breakLine(1);
      return;
    case "html": {
      const span = spanOf(node);
      addHtml(builder, { html: source.slice(span.start, span.end), offset: span.start });
      return;
    }
    case "image":
    case "imageReference":
    case "thematicBreak":
    case "definition":
    case "yaml":
      return;
    case "table":
      addTable(node, builder, source);
      return;
    case "heading":
      addBlock(node, builder, source);
      builder.mark(start, "heading");
      builder.breakLine(2);
      return;
    case "listItem":
      builder.breakLine(1);
      addBlock(node, builder, source);
      builder.mark(start, "item");
      builder.breakLine(1);
      return;
    case "paragraph":
      addBlock(node, builder, source);
      return;
    case "footnoteReference":
      return;
    case "root":
    case "blockquote":
    case "delete":
    case "emphasis":
    case "footnoteDefinition":
    case "link":
    case "linkReference":
    case "list":
    case "strong":
    case "tableCell":
    case "tableRow":
      addChildren(node, builder, source);
  }
}

function addBlock(node: Parents, builder: PlainTextBuilder, source: string): void {
  if (node.type !== "listItem") builder.breakLine(2);
  addChildren(node, builder, source);
  if (node.type !== "listItem") builder.breakLine(2);
}

function addChildren(node: Parents, builder: PlainTextBuilder, source: string): void {
  // In an item the paragraph is the item's own text.
  const inItem = node.type === "listItem";
  for (const child of node.children) {
    if (inItem && child.type === "paragraph") addChildren(child, builder, source);
    else addNode(child, builder, source);
    if (inItem) builder.breakLine(1);
  }
}

function addTable(table: Table, builder: PlainTextBuilder, source: string): void {
  builder.breakLine(2);
  for (const row of table.children) {
    const start = builder.length;
    row.children.forEach((cell, index) => {
      if (index > 0) builder.insert(" | ");
      addChildren(cell, builder, source);
    });
    builder.mark(start, "row");
    builder.breakLine(1);
  }
  builder.breakLine(2);
}

function spanOf(node: Nodes): Span {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
}

function addCode(value: string, span: Span, builder: PlainTextBuilder, source: string): void {
  const start = source.indexOf(value, span.start);
  const isCopy = start >= 0 && start + value.length <= span.end;
  if (isCopy) builder.copy(start, start + value.length);
  else builder.replace(span, value);
}

// A value differs from its source by escapes, entities, fences and the marks at the begin of a line. What
// is the same is copied; what is not is replaced, character by character.
function addValue(value: string, span: Span, builder: PlainTextBuilder, source: string): void {
  let at = span.start;
  for (const part of value.split(/(\n)/u)) {
    if (part === "") continue;
    if (part === "\n") {
      const end = source.indexOf("\n", at);
      if (end < 0 || end >= span.end) builder.insert(" ");
      else builder.replace({ start: end, end: end + 1 }, " ");
      at = end < 0 ? at : end + 1;
      continue;
    }
    const found = source.indexOf(part, at);
    if (found >= 0 && found + part.length <= span.end) {
      builder.copy(found, found + part.length);
      at = found + part.length;
    } else {
      at = addAligned(part, { start: at, end: span.end }, builder, source);
    }
  }
}

function addAligned(part: string, span: Span, builder: PlainTextBuilder, source: string): number {
  let at = span.start;
  let place = 0;
  for (const character of part) {
    while (at < span.end && source.startsWith("\\", at) && character !== "\\") at += 1;
    const entity = /^&[#\w]+;/u.exec(source.slice(at, at + 40))?.[0] ?? "";
    const isEntity = entity !== "" && !part.startsWith(entity, place);
    if (isEntity || !source.startsWith(character, at)) {
      builder.replace({ start: at, end: at + entity.length }, character);
      at += entity.length;
    } else {
      builder.copy(at, at + character.length);
      at += character.length;
    }
    place += character.length;
  }
  return at;
}
