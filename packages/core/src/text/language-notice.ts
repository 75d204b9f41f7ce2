// Says so when a text is not English, or of two texts only one is. The detector (eld, 0.3 MB compressed, some 30 MB in memory) is
// loaded only for a text that does not look English at first sight, and only where runs are computed.
import { looksEnglish } from "./looks-english.ts";

/** What a detector says of a text. */
interface Detection {
  /** ISO 639-1, empty when it knows none. */
  readonly language: string;
  getScores(): Readonly<Record<string, number>>;
}

/** Tells the language of a text. */
export type DetectLanguage = (text: string) => Detection;

const loadDetector = async (): Promise<DetectLanguage> => {
  const { eld } = await import("eld/extrasmall");
  return (text) => eld.detect(text);
};

/**
 * A sentence for the reader when one of the texts is surely not English, else null: the small models
 * read English only, and their answer on other text is worth little.
 */
export async function languageNotice(
  texts: readonly string[],
  load: () => Promise<DetectLanguage> = loadDetector,
): Promise<string | null> {
  const language = await firstForeign(texts, load);
  return (
    language &&
    `The text seems to be ${language}; the small models read English, so take this answer with care.`
  );
}

/** True when one of two texts is surely English and the other surely not. */
export async function isOneEnglish(
  texts: readonly [string, string],
  load: () => Promise<DetectLanguage> = loadDetector,
): Promise<boolean> {
  const others = texts.filter((text) => !looksEnglish(sampleOf(text)));
  return others.length === 1 && (await firstForeign(others, load)) !== null;
}

/** The language of the first text that is surely not English, the longest first, by its English name; else null. */
export async function firstForeign(
  texts: readonly string[],
  load: () => Promise<DetectLanguage> = loadDetector,
): Promise<string | null> {
  const doubtful = texts
    .toSorted((a, b) => b.length - a.length)
    .map(sampleOf)
    .filter((text) => isLongEnough(text) && !looksEnglish(text));
  if (doubtful.length === 0) return null;
  // Without a detector, such as offline with a part of the page missing, nothing is said.
  const detect = await load().catch(() => null);
  if (!detect) return null;
  for (const text of doubtful) {
    const language = foreignLanguage(text, detect(text));
    if (language !== null) return language;
  }
  return null;
}

// The detector reads this much of a long text: from its start, its middle and its end.
const sampleLength = 700;

function sampleOf(text: string): string {
  if (text.length <= 3 * sampleLength) return text;
  const middle = (text.length - sampleLength) >> 1;
  return [
    text.slice(0, sampleLength),
    text.slice(middle, middle + sampleLength),
    text.slice(-sampleLength),
  ].join(" ");
}

// Names and short phrases of English text look like any language.
const fewestLatinLetters = 30;
const fewestOtherLetters = 4;

function isLongEnough(text: string): boolean {
  return letters(text) >= (isMostlyLatin(text) ? fewestLatinLetters : fewestOtherLetters);
}

// How far a language's score must lead English's. Measured: no false alarm on 40,871 sentences and
// phrases of SST-2 nor on 2,067 paragraphs and 10,570 questions of SQuAD; 90 % of 185 sentences in 27
// languages are told, and all of those with 40 letters or more.
function sureLead(letterCount: number): number {
  if (letterCount < 40) return 0.3;
  return letterCount < 60 ? 0.2 : 0.1;
}

function foreignLanguage(text: string, detection: Detection): string | null {
  const { language } = detection;
  if (language === "" || language === "en") return null;
  const scores = detection.getScores();
  const lead = (scores[language] ?? 0) - (scores.en ?? 0);
  // English is not written in other scripts, so there the language itself need not be sure.
  if (isMostlyLatin(text) && lead <= sureLead(letters(text))) return null;
  return new Intl.DisplayNames(["en"], { type: "language" }).of(language) ?? null;
}

function letters(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}

function isMostlyLatin(text: string): boolean {
  return 2 * (text.match(/\p{Script=Latin}/gu)?.length ?? 0) >= letters(text);
}
