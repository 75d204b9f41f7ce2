// Which line breaks end something, and which only wrap a paragraph at a width, as in mail and PDF text.

/** Every line break that Unicode knows, `\r\n` as one. */
export const lineBreaks = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;

interface Line {
  readonly text: string;
  /** Where the line's break stands in the text. */
  readonly breakAt: number;
}

// A line this short is not wrapped, and a paragraph on one line is longer than the second.
const minWidth = 40;
const maxWidth = 120;
const startsItem = /^\s*(?:[-*•‣–—]|\d+[.)])\s/;

/** The places of the line breaks that stand inside running text, where a space could stand as well. */
export function softBreaks(text: string): ReadonlySet<number> {
  const soft = new Set<number>();
  let block: Line[] = [];
  for (const line of lines(text)) {
    if (line.text !== "") {
      block.push(line);
    } else {
      addSoftBreaks(block, soft);
      block = [];
    }
  }
  addSoftBreaks(block, soft);
  return soft;
}

function* lines(text: string): Generator<Line> {
  let start = 0;
  for (const { 0: lineBreak, index } of text.matchAll(lineBreaks)) {
    yield { text: text.slice(start, index).trim(), breakAt: index };
    start = index + lineBreak.length;
  }
  yield { text: text.slice(start).trim(), breakAt: text.length };
}

function addSoftBreaks(block: readonly Line[], soft: Set<number>): void {
  const width = block.reduce((widest, line) => Math.max(widest, line.text.length), 0);
  const full = block.map((line, index) => isFull(line, block[index + 1], width));
  const isWrapped =
    width >= minWidth && width <= maxWidth && full.filter(Boolean).length * 2 > block.length - 1;
  block.forEach((line, index) => {
    const next = block[index + 1];
    if (!next || startsItem.test(next.text)) return;
    if ((isWrapped && full[index]) || isCutOff(line, next)) soft.add(line.breakAt);
  });
}

// A line is full when the first word of the next one did not fit on it.
function isFull(line: Line, next: Line | undefined, width: number): boolean {
  if (!next || width > maxWidth) return false;
  const word = /^\S+/.exec(next.text)?.[0] ?? "";
  return line.text.length + 1 + word.length > width;
}

function isCutOff(line: Line, next: Line): boolean {
  return line.text.length >= minWidth && /^\p{Ll}/u.test(next.text) && !/[.!?:;]$/.test(line.text);
}
