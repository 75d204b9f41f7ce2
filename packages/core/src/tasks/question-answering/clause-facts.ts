// What a candidate's clause tells beside the words of the question in it: whether it is denied, and which of
// several things in a row it is said of.
import type { Span } from "../../contract/span.ts";

const negation = /\b(?:not|never|no|nobody|none|neither|nor|without|except|cannot)\b|n['’]t\b/iu;
const ordinals =
  "first second third fourth fifth sixth seventh eighth ninth tenth last next final previous former latter".split(
    " ",
  );
const ordinal = new RegExp(`\\b(?:${ordinals.join("|")})\\b`, "giu");

/** -1 when the question denies and the candidate's sentence does not, or the other way round; else 0. */
export function negationFact(question: string, sentence: string): number {
  return negation.test(question) === negation.test(sentence) ? 0 : -1;
}

/**
 * For a question about the first, the second, the last: 1 when the nearest such word before the candidate in
 * its sentence is the one asked for, -1 when it is another, 0 where there is none.
 */
export function ordinalFact(
  question: string,
  text: string,
  { unit, candidate }: { readonly unit: Span; readonly candidate: Span },
): number {
  const asked = question.toLowerCase().match(ordinal);
  if (!asked) return 0;
  const before = text.slice(unit.start, candidate.start).toLowerCase().match(ordinal);
  const nearest = before?.at(-1);
  return nearest === undefined ? 0 : asked.includes(nearest) ? 1 : -1;
}

// A code such as E17 or BA-204 names one thing; what is said of it follows soon.
const code = /\b(?=[\p{L}\d-]{0,40}\d)(?=[\p{L}\d-]{0,40}\p{L})[\p{L}\d]+(?:-[\p{L}\d]+)*\b/gu;
const codeReach = 20;

/** For a question about a code: how closely the candidate follows it, 1 to 0; -1 after another code. */
export function codeFact(
  question: string,
  text: string,
  { unit, candidate }: { readonly unit: Span; readonly candidate: Span },
): number {
  const asked = question.match(code);
  if (!asked) return 0;
  const before = text.slice(unit.start, candidate.start);
  const nearest = [...before.matchAll(code)].at(-1);
  if (!nearest) return 0;
  if (!asked.includes(nearest[0])) return -1;
  const gap = before.length - nearest.index - nearest[0].length;
  return codeReach / (codeReach + gap);
}

/** How many commas and the like stand inside a candidate, at most 2. */
export function breaksInside(candidate: string): number {
  return Math.min(2, candidate.match(/[,;:()](?=\s)/gu)?.length ?? 0);
}

/** Which item of a list a question asks for, counted from 0 or from the end with -1; undefined when it does not. */
export function askedItem(question: string): number | undefined {
  const [word] = question.toLowerCase().match(ordinal) ?? [];
  if (word === undefined) return undefined;
  const place = ordinals.indexOf(word);
  if (place < 10) return place;
  return word === "last" || word === "final" ? -1 : undefined;
}
