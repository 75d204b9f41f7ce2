// Long texts to attack with.

const who = ["The keeper", "A sailor", "The old mayor", "Her sister", "A young doctor", "The crew"];
const did = ["mended", "praised", "forgot", "painted", "hated", "sold", "found", "carried"];
const what = ["the lamp", "a broken boat", "the long report", "every letter", "a warm coat"];
const where = ["at the pier", "before dawn", "in the empty hall", "after the storm", "on Monday"];

/** English prose of so many characters, no two sentences alike. */
export function english(length: number): string {
  const sentences: string[] = [];
  for (let size = 0, index = 0; size < length; index += 1) {
    const pick = (words: readonly string[], step: number) =>
      words[Math.floor(index / step) % words.length] ?? "";
    const sentence = `${pick(who, 1)} ${pick(did, 3)} ${pick(what, 7)} ${pick(where, 11)}, and number ${index} was told. `;
    sentences.push(sentence);
    size += sentence.length;
  }
  return sentences.join("").slice(0, length);
}
