// A plain text → its units: sentences, items, rows, headings, each with its kind.
import type { Span } from "../contract/span.ts";
import { isItem, linesOf, type TextLine } from "./lines.ts";
import type { PlainText } from "./plain-text.ts";
import { splitSentences } from "./sentences.ts";
import { findTableRows } from "./table-rows.ts";
import type { KindMark, TextUnit, UnitKind } from "./text-unit.ts";

const longestHeading = 90;
const keyAndValue = /^["'“]?([^\s:：][^:：\n]{0,40})[:：]\s+\S/u;
const endsLikeSentence = /[.!?…。！？,;][\p{Pe}\p{Pf}"'*]*$/u;
const hasLetter = /\p{L}/u;
const numbersItem = /^[([]?(?:\d{1,3}|[a-z])[.)]\s/iu;

/** The units of a text in order; together they hold each visible character of it. */
export function splitUnits({ text, marks }: PlainText): TextUnit[] {
  return stretches(text, marks).flatMap((stretch) =>
    stretch.kind === undefined
      ? unmarkedUnits(text, stretch)
      : markedUnits(text, { ...stretch, kind: stretch.kind }),
  );
}

interface Stretch extends Span {
  readonly kind: UnitKind | undefined;
}

/** The text cut where marks begin and end, each piece with the kind of the innermost mark. */
function stretches(text: string, marks: readonly KindMark[]): Stretch[] {
  const found: Stretch[] = [];
  const open: KindMark[] = [];
  let at = 0;
  const goTo = (place: number) => {
    if (place > at) found.push({ start: at, end: place, kind: open.at(-1)?.kind });
    at = Math.max(at, place);
  };
  const closeUntil = (place: number) => {
    for (let last = open.at(-1); last && last.end <= place; last = open.at(-1)) {
      goTo(last.end);
      open.pop();
    }
  };
  for (const mark of marks) {
    closeUntil(mark.start);
    goTo(mark.start);
    open.push(mark);
  }
  closeUntil(text.length);
  goTo(text.length);
  return found;
}

function markedUnits(text: string, { start, end, kind }: KindMark): TextUnit[] {
  const part = text.slice(start, end);
  const isByLine = kind === "row" || kind === "heading" || kind === "code";
  const spans = isByLine
    ? [...linesOf(part)].filter((line) => line.text !== "")
    : splitSentences(part);
  return spans.map((span) => ({ start: span.start + start, end: span.end + start, kind }));
}

function unmarkedUnits(text: string, { start, end }: Span): TextUnit[] {
  const part = text.slice(start, end);
  const units: TextUnit[] = [];
  let at = 0;
  for (const row of [...findTableRows(part), { start: part.length, end: part.length }]) {
    // One by one: as arguments of one call, 120,000 are too many.
    for (const unit of proseUnits(part.slice(at, row.start), start + at)) units.push(unit);
    if (row.end > row.start) {
      units.push({ start: start + row.start, end: start + row.end, kind: "row" });
    }
    at = row.end;
  }
  return units.flatMap((unit) => trimmedUnit(text, unit));
}

function trimmedUnit(text: string, unit: TextUnit): TextUnit[] {
  const part = text.slice(unit.start, unit.end);
  const content = part.trim();
  if (content === "") return [];
  const start = unit.start + part.length - part.trimStart().length;
  return [{ start, end: start + content.length, kind: unit.kind }];
}

function proseUnits(part: string, offset: number): TextUnit[] {
  if (part.trim() === "") return [];
  const kindAt = lineKinds(part);
  return splitSentences(part).map(({ start, end }) => {
    const lineKind = kindAt(start);
    const isNumbered = lineKind === "prose" && numbersItem.test(part.slice(start, start + 8));
    return { start: start + offset, end: end + offset, kind: isNumbered ? "item" : lineKind };
  });
}

/** The kind of the line that a place stands in. Asked for places in rising order. */
function lineKinds(part: string): (place: number) => UnitKind {
  const lines = [...linesOf(part)];
  const kinds = lines.map((_, index) => kindOfLine(lines, index));
  markKeysAndValues(lines, kinds);
  let at = 0;
  return (place) => {
    while (at + 1 < lines.length && (lines[at]?.breakAt ?? Infinity) <= place) at += 1;
    return kinds[at] ?? "prose";
  };
}

function kindOfLine(lines: readonly TextLine[], index: number): UnitKind {
  const { text = "" } = lines[index] ?? {};
  if (isItem(text)) return "item";
  return isHeading(lines, index) ? "heading" : "prose";
}

// A short line alone above something longer, or above a list.
function isHeading(lines: readonly TextLine[], index: number): boolean {
  const { text = "" } = lines[index] ?? {};
  if (text === "" || text.length > longestHeading || !hasLetter.test(text)) return false;
  if (endsLikeSentence.test(text)) return false;
  if ((lines[index - 1]?.text ?? "") !== "" && !/[:：]$/u.test(text)) return false;
  const next = lines.slice(index + 1, index + 4).find((line) => line.text !== "");
  if (!next) return false;
  if (/[:：]$/u.test(text)) return true;
  const isApart = lines[index + 1]?.text === "";
  return (
    (isApart || isItem(next.text) || next.text.length > 1.5 * text.length) &&
    !keyAndValue.test(text) &&
    (isItem(next.text) || endsLikeSentence.test(next.text) || next.text.length > text.length)
  );
}

/** Lines of key and value one below the other are rows; where the keys come again they are people who speak. */
function markKeysAndValues(lines: readonly TextLine[], kinds: UnitKind[]): void {
  let run: number[] = [];
  const endRun = () => {
    const keys = run.map((index) => keyAndValue.exec(lines[index]?.text ?? "")?.[1]?.toLowerCase());
    const isSpeech = new Set(keys).size < keys.length;
    if (run.length >= 2 && !isSpeech) for (const index of run) kinds[index] = "row";
    run = [];
  };
  lines.forEach(({ text }, index) => {
    if (keyAndValue.test(text) && kinds[index] !== "item") run.push(index);
    else endRun();
  });
  endRun();
}
