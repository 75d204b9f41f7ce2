// An answer cut to what was asked for: the number of "how many", one end of a stretch of time.
import type { Span } from "../../contract/span.ts";
import { wordForm } from "./question-words.ts";
import { phone } from "./wanted-form.ts";

const howMany = /\bhow many ([\p{L}'’-]+)/iu;
const numberAndNoun =
  /^((?:about |some |around |over |at least |exactly )?[\d.,]+)\s+([\p{L}'’-]+)/u;
const timeRange =
  /(\d{1,2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?)\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*(\d{1,2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?)/iu;
const asksEnd =
  /\b(?:close[sd]?|closing|shut|end|ends|ended|finish(?:es)?|until|till|stop|stops|over)\b/iu;
const asksBegin = /\b(?:open|opens|opening|begin|begins|start|starts|from)\b/iu;
const asksTime = /\b(?:when|what time)\b/iu;

/** The part of an answer that the question asks for; the answer itself where it asks for all of it. */
export function refineAnswer(question: string, text: string, span: Span): Span {
  return (
    oneEnd(question, text, span) ??
    numberAlone(question, text, span) ??
    wholeNumber(question, text, span) ??
    span
  );
}

const asksTelephone = /\b(?:tele)?phone|\bcall\b|\bmobile\b|\bfax\b/iu;

/** All of a telephone number of which the reader took a part: its groups of digits are words to it. */
function wholeNumber(question: string, text: string, span: Span): Span | null {
  if (!asksTelephone.test(question)) return null;
  if (!/^[+\d ()/.-]+$/u.test(text.slice(span.start, span.end))) return null;
  const from = Math.max(0, span.start - 24);
  for (const match of text.slice(from, span.end + 24).matchAll(phone)) {
    const start = from + match.index;
    const end = start + match[0].length;
    if (start <= span.start && end >= span.end) return { start, end };
  }
  return null;
}

function oneEnd(question: string, text: string, span: Span): Span | null {
  if (!asksTime.test(question)) return null;
  const ends = asksEnd.test(question);
  if (ends === asksBegin.test(question)) return null;
  // The reader may have cut the stretch in two: look a little around it.
  const from = Math.max(text.lastIndexOf("\n", span.start - 1) + 1, span.start - 16);
  const lineEnd = text.indexOf("\n", span.end);
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, span.end + 16);
  for (const match of text.slice(from, to).matchAll(new RegExp(timeRange, "giu"))) {
    const start = from + match.index;
    const end = start + match[0].length;
    if (end <= span.start || start >= span.end) continue;
    const [whole, first = "", last = ""] = match;
    return ends
      ? { start: start + whole.length - last.length, end }
      : { start, end: start + first.length };
  }
  return null;
}

function numberAlone(question: string, text: string, { start, end }: Span): Span | null {
  const asked = howMany.exec(question)?.[1];
  const [, number = "", noun = ""] = numberAndNoun.exec(text.slice(start, end)) ?? [];
  if (asked === undefined || number === "" || wordForm(noun) !== wordForm(asked)) return null;
  return { start, end: start + number.length };
}
