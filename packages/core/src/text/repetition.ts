// A weak or sick model can write the same words over and over until it is stopped. What it writes is
// watched for that, so that it ends there and not minutes and thousands of tokens later.

/** Words that a text ends with, over and over. */
interface Loop {
  /** Where they begin for the first time. */
  readonly start: number;
  /** How long they are, in UTF-16 units. */
  readonly length: number;
}

// The longest words that are looked for: a paragraph.
const longestUnit = 400;
// Three times in a row is no figure of speech, nor is a short word that fills a line.
const leastTimes = 3;
const leastLength = 80;
const windowLength = longestUnit * leastTimes;
// Looked for at these steps of the text, so that it does not matter in which pieces it comes.
const step = 16;

/** Takes a text as it is written and says whether it goes round in circles. */
export class RepetitionGuard {
  #text = "";
  #lookedAt = 0;
  #loop: Loop | null = null;

  /** Takes the next piece; true from the piece on with which the text goes round in circles. */
  feed(piece: string): boolean {
    this.#text += piece;
    while (!this.#loop && this.#lookedAt + step <= this.#text.length) {
      this.#lookedAt += step;
      this.#loop = loopAtEnd(this.#text.slice(0, this.#lookedAt));
    }
    return this.#loop !== null;
  }

  /** The text up to the end of the last sentence before it repeats itself; empty when there is none. */
  get beforeLoop(): string {
    return this.#loop ? cutAtLoop(this.#text, this.#loop) : this.#text;
  }
}

/** True when a text goes round in circles. */
export function repeatsItself(text: string): boolean {
  return new RepetitionGuard().feed(text);
}

function loopAtEnd(text: string): Loop | null {
  const tail = text.slice(-windowLength);
  const borders = bordersFromEnd(tail);
  for (let length = tail.length; length >= leastLength; length -= 1) {
    const unit = length - (borders[length] ?? 0);
    if (unit <= longestUnit && length >= unit * leastTimes) {
      return { start: text.length - length, length: unit };
    }
  }
  return null;
}

/**
 * For each ending of a text, by its length, the longest shorter ending that it also begins with: what
 * lies between the two lengths is what it repeats (the prefix function of Knuth, Morris and Pratt, read
 * from the end).
 */
function bordersFromEnd(text: string): Uint16Array {
  const borders = new Uint16Array(text.length + 1);
  const at = (index: number) => text.charCodeAt(text.length - 1 - index);
  for (let length = 2; length <= text.length; length += 1) {
    let border = borders[length - 1] ?? 0;
    while (border > 0 && at(border) !== at(length - 1)) border = borders[border] ?? 0;
    borders[length] = at(border) === at(length - 1) ? border + 1 : 0;
  }
  return borders;
}

const sentenceEnd = /[.!?…]["”’»)\]]*(?=\s|$)|[。！？]/gu;
// What stands before the loop may end as its words do, such as with a full stop and a space: then the
// words are found to begin that much earlier.
const sharedEnd = 8;

function cutAtLoop(text: string, { start, length }: Loop): string {
  const most = start + length + sharedEnd;
  const ends = [...text.matchAll(sentenceEnd)].map((end) => end.index + end[0].length);
  return text.slice(0, ends.findLast((end) => end <= most) ?? 0).trimEnd();
}
