// Answers that the form of a text gives away, whatever the reader makes of it: the value beside a key, the
// items under a heading, an address. They are proposed to the score like any other, not chosen here.
import type { Span } from "../../contract/span.ts";
import type { TextUnit } from "../../text/text-unit.ts";
import { askedItem } from "./clause-facts.ts";
import { isTopicWord, wordForm } from "./question-words.ts";
import type { WantedForm } from "./wanted-form.ts";

/** A piece of the text that a rule proposes, and how much of the question its key or heading holds, 0 to 1. */
export interface RuleCandidate extends Span {
  readonly key: number;
  /** Set for an item of a list: the number of the heading's unit, so that the items can be given together. */
  readonly list?: number;
  /** Set for an address of the kind that is asked for. */
  readonly isAddress?: boolean;
}

interface RuleText {
  readonly text: string;
  readonly units: readonly TextUnit[];
}

const keyAndValue =
  /(^|[,;(|.]\s*)([\p{L}\p{N}][^\n,;:|()]{0,60}?)\s*(?::|=|\s\|)\s+([^\n;|]+?)(?=\s*(?:$|[;|\n]|[,.]\s+[\p{L}\p{N}][^\n,;:|()]{0,60}?\s*[:=]\s|[.!?]\s*$))/gu;
const itemMark =
  /^\s*(?:[-*•‣▪◦–—·+]|\(?\d{1,3}[.)]|\(?[a-z][.)]|\[[ xX]?\]|step\s+\d+\s*[.:)])\s+/iu;
const words = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu;
const fewestKeyShare = 0.3;

/** The pieces of a text that rules propose as answers to a question. */
export function ruleCandidates(
  question: string,
  { text, units }: RuleText,
  wanted: WantedForm | undefined,
): RuleCandidate[] {
  const topic = topicOf(question);
  return [
    ...keyValues({ topic, head: headOf(question) }, { text, units }),
    ...listItems(topic, { text, units }),
    ...itemsByNumber(question, { text, units }),
    ...scheduleTimes(question, { text, units }),
    ...addresses(wanted, text),
  ];
}

/** The part of an item after its bullet or number. */
export function withoutItemMark(text: string, { start, end }: Span): Span {
  const mark = itemMark.exec(text.slice(start, Math.min(end, start + 24)))?.[0] ?? "";
  return { start: start + mark.length, end };
}

function topicOf(text: string): ReadonlySet<string> {
  return new Set((text.match(words) ?? []).filter(isTopicWord).map(wordForm));
}

/** The share of the question's words among those of a key, and of the key's among the question's: the smaller is what they agree on. */
function agreement(topic: ReadonlySet<string>, key: string): number {
  const forms = topicOf(key);
  if (forms.size === 0 || topic.size === 0) return 0;
  const shared = [...forms].filter((form) => topic.has(form)).length;
  return (2 * shared) / (forms.size + topic.size);
}

interface Topic {
  readonly topic: ReadonlySet<string>;
  /** The word that names what is asked for: "password" of "the Wi-Fi password of the cabin". */
  readonly head: string | undefined;
}

function headOf(question: string): string | undefined {
  const [phrase = ""] = question.split(/\s(?:of|for|in|on|at|from|to|mean|by)\b|\?/iu);
  return (phrase.match(words) ?? []).filter(isTopicWord).map(wordForm).at(-1);
}

function keyValues({ topic, head }: Topic, { text, units }: RuleText): RuleCandidate[] {
  return units.flatMap(({ start, end }) => {
    const unit = text.slice(start, end);
    return [...unit.matchAll(keyAndValue)].flatMap((match): RuleCandidate[] => {
      const [whole, , key = "", value = ""] = match;
      const shared = agreement(topic, key);
      if (shared < fewestKeyShare) return [];
      const hasHead = head !== undefined && topicOf(key).has(head);
      const share = (shared + (hasHead ? 1 : 0)) / 2;
      const from = start + match.index + whole.length - value.length;
      return [{ start: from, end: from + value.length, key: share }];
    });
  });
}

function listItems(topic: ReadonlySet<string>, { text, units }: RuleText): RuleCandidate[] {
  const found: RuleCandidate[] = [];
  units.forEach((unit, index) => {
    const title = text.slice(unit.start, unit.end);
    if (unit.kind !== "heading" && !/[:：]$/u.test(title)) return;
    const share = agreement(topic, title);
    if (share < fewestKeyShare) return;
    for (const item of units.slice(index + 1)) {
      if (item.kind !== "item") break;
      found.push({ ...withoutItemMark(text, item), key: share, list: index });
    }
  });
  return found;
}

/** "What comes second?" of a list whose items are numbered or stand one below the other. */
function itemsByNumber(question: string, { text, units }: RuleText): RuleCandidate[] {
  const place = askedItem(question);
  const items = units.filter(({ kind }) => kind === "item");
  const item = place === undefined || items.length < 2 ? undefined : items.at(place);
  if (!item) return [];
  const { start, end } = withoutItemMark(text, item);
  return [{ start, end: endWithoutStop(text, end), key: 0.8 }];
}

function endWithoutStop(text: string, end: number): number {
  return /[.;,]/u.test(text.charAt(end - 1)) ? end - 1 : end;
}

const dayNames = "mon tue wed thu fri sat sun".split(" ");
const dayName =
  /\b(mon|tue|wed|thu|fri|sat|sun)(?:days?|s|sdays?|nesdays?|rs|rsdays?|urdays?)?\b/giu;
const times =
  /\d{1,2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?\s*(?:-|–|—|to|until|till)\s*\d{1,2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?|\bclosed\b/iu;

/** The times beside the day of the week that a question names, alone or within "Mon-Fri". */
function scheduleTimes(question: string, { text, units }: RuleText): RuleCandidate[] {
  const [asked] = daysOf(question);
  if (asked === undefined || !/\b(?:when|time|open|close[sd]?|hours?|until)\b/iu.test(question))
    return [];
  return units.flatMap(({ start, end }) => {
    const unit = text.slice(start, end);
    const match = times.exec(unit);
    const days = match ? daysOf(unit.slice(0, match.index)) : [];
    if (!match || !covers(days, asked, unit)) return [];
    const from = start + match.index;
    return [{ start: from, end: from + match[0].length, key: 1 }];
  });
}

function daysOf(text: string): number[] {
  return [...text.matchAll(dayName)].map(({ 1: day = "" }) => dayNames.indexOf(day.toLowerCase()));
}

function covers(days: readonly number[], asked: number, unit: string): boolean {
  if (days.includes(asked)) return true;
  const [first, last] = days;
  const isRange = /[a-z]\s*(?:-|–|—|to|until|through)\s*(?:mon|tue|wed|thu|fri|sat|sun)/iu.test(
    unit,
  );
  if (!isRange || first === undefined || last === undefined) return false;
  return (asked - first + 7) % 7 <= (last - first + 7) % 7;
}

function addresses(wanted: WantedForm | undefined, text: string): RuleCandidate[] {
  if (!wanted?.pattern) return [];
  return [...text.matchAll(wanted.pattern)]
    .filter(({ 0: found }) => wanted.accepts(found))
    .map(({ 0: found, index }) => ({
      start: index,
      end: index + found.trimEnd().length,
      key: 0,
      isAddress: true,
    }));
}
