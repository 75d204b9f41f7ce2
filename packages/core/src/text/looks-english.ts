// Frequent in English, and not a word of another language that is written with the same letters.
const englishWords = new Set(
  (
    "about and been could does from how its she that the their there these they this were what " +
    "when where which who why with would you your"
  ).split(" "),
);

const fewestWords = 4;
const smallestShare = 0.1;

/** True when a text is surely English, told by its most frequent words; false says nothing. */
export function looksEnglish(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const known = words.filter((word) => englishWords.has(word)).length;
  return words.length >= fewestWords && known >= smallestShare * words.length;
}
