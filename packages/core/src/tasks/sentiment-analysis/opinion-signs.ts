// What says an opinion without words: ratings, stars, emoji, emoticons.
import { emojiEmotion } from "emoji-emotion";

/** What the signs of a text say. */
export interface OpinionSigns {
  /** From about -4 (against) to 4 (for), on the scale of a logit; 0 where there is none. */
  readonly logit: number;
  /** How many signs were found. */
  readonly count: number;
  /** The text without them, for a model of words. */
  readonly words: string;
}

// A text with the best rating is taken to be positive with 0.97, as reviews of five stars are.
const ratingLogit = 3.5;
// The scale of emoji-emotion goes from -5 to 5; a thumb has 2, and alone is meant to be clear.
const emojiLogit = 0.9;
const mostEmojiLogit = 3.5;

const stars = /(?:[⭐★🌟]\uFE0F?\s?)+(?:☆\s?)*|(?:☆\s?){2,}/gu;
const fraction =
  /(?<![\d/.,])(\d{1,2}(?:[.,]\d{1,2})?|100)\s?(?:\/|out of|von|de)\s?(5|10|100)(?!\s?(?:\/|\d|[.,]\d|of\b|cups?\b|people\b|users\b|inch|mm\b|cm\b))/giu;
const starWords =
  /\b(zero|no|one|two|three|four|five|[0-5](?:[.,]\d)?)[ -](?:out of five )?stars?\b(?![ -]?(?:hotel|resort|general|restaurant|luxury))/giu;
const numberWords: Readonly<Record<string, number>> = {
  zero: 0,
  no: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
};
const emoticons: readonly (readonly [RegExp, number])[] = [
  [/(?<!\S)(?:>[:;]-?\(|[:;=]['’]-?\()(?!\S)/gu, -4],
  [/(?<!\S)[:;=8][-o^]?[)\]D](?=$|[\s.,!?])|(?<!\S)(?:\^\^|\^_\^|<3)(?!\S)/gu, 2],
  [/(?<!\S)[:;=][-o^]?[([/\\|](?=$|[\s.,!?])/gu, -2],
];

const bare = (emoji: string) => emoji.replace(/\uFE0E|\uFE0F|\p{Emoji_Modifier}/gu, "");
const polarities = new Map<string, number>([
  ...emojiEmotion.map(({ emoji, polarity }) => [bare(emoji), polarity] as const),
  // Newer or left out there.
  ...([
    ["🥰", 4],
    ["🤩", 4],
    ["🥳", 4],
    ["🎉", 3],
    ["🔥", 2],
    ["👌", 3],
    ["💪", 2],
    ["✨", 2],
    ["✅", 2],
    ["🏆", 3],
    ["🤮", -4],
    ["🤬", -5],
    ["😤", -2],
    ["🥱", -2],
    ["💢", -3],
    ["❌", -2],
    ["🚫", -2],
    ["🥴", -1],
    ["😮‍💨", -1],
    ["😖", -3],
  ] as const),
]);
const emojiPattern =
  /\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})*(?:\u200D\p{Extended_Pictographic}\uFE0F?)*/gu;

/** Finds the signs of a text. */
export function opinionSigns(text: string): OpinionSigns {
  const shares: number[] = [];
  let polarity = 0;
  let emojiCount = 0;
  const rated = text
    .replace(stars, (run) => note(shares, starShare(run)))
    .replace(fraction, (whole, value: string, most: string) => {
      const share = ratingShare(number(value), Number(most));
      return share === null ? whole : note(shares, share);
    })
    .replace(starWords, (_, value: string) => note(shares, ratingShare(numberOf(value), 5) ?? 0));
  const words = emoticons
    .reduce(
      (rest, [pattern, value]) =>
        rest.replace(pattern, () => {
          polarity += value;
          emojiCount += 1;
          return " ";
        }),
      rated,
    )
    .replace(emojiPattern, (emoji) => {
      const value = polarities.get(bare(emoji)) ?? 0;
      polarity += value;
      if (value !== 0) emojiCount += 1;
      return " ";
    });
  return { logit: logitOf(shares, polarity), count: shares.length + emojiCount, words };
}

function note(shares: number[], share: number): string {
  shares.push(share);
  return " ";
}

function starShare(run: string): number {
  const full = run.match(/[⭐★🌟]/gu)?.length ?? 0;
  const empty = run.match(/☆/gu)?.length ?? 0;
  return ratingShare(full, Math.max(5, full + empty)) ?? 0;
}

/** Where a rating stands between the worst and the best: 1 of 5 is the worst that people give, 0 of 10 as well. */
function ratingShare(value: number, most: number): number | null {
  if (value > most) return null;
  const least = most === 5 ? 1 : 0;
  return Math.max(0, (value - least) / (most - least));
}

function numberOf(word: string): number {
  return numberWords[word.toLowerCase()] ?? number(word);
}

function number(digits: string): number {
  return Number(digits.replace(",", "."));
}

function logitOf(shares: readonly number[], polarity: number): number {
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  const rating = shares.length === 0 ? 0 : (2 * mean - 1) * ratingLogit;
  const emoji = Math.max(-mostEmojiLogit, Math.min(mostEmojiLogit, polarity * emojiLogit));
  return rating + emoji;
}
