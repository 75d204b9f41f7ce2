// What BERT's tokenizer asks of a character, by code point. The tables are filled as characters come.

/** Space between words, as the tokenizer sees it after control characters are gone. */
export function isSpace(codePoint: number): boolean {
  if (codePoint < 0x80) {
    return codePoint === 0x20 || codePoint === 0x0a || codePoint === 0x0d || codePoint === 0x09;
  }
  return (
    codePoint === 0xa0 ||
    codePoint === 0x1680 ||
    (codePoint >= 0x2000 && codePoint <= 0x200a) ||
    codePoint === 0x2028 ||
    codePoint === 0x2029 ||
    codePoint === 0x202f ||
    codePoint === 0x205f ||
    codePoint === 0x3000
  );
}

/** A character that is a word of its own. */
export function isPunctuation(codePoint: number): boolean {
  if (codePoint < 0x80) return isAsciiPunctuation(codePoint);
  return /\p{P}/u.test(String.fromCodePoint(codePoint));
}

/** A character that the tokenizer drops: control, format, private use, a lone surrogate, U+FFFD. */
export function isDropped(codePoint: number): boolean {
  if (codePoint >= 0x20 && codePoint < 0x7f) return false;
  if (codePoint === 0x09 || codePoint === 0x0a || codePoint === 0x0d) return false;
  return (
    codePoint === 0xfffd || /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(String.fromCodePoint(codePoint))
  );
}

/** A combining mark, which belongs to the character before it. */
export function isMark(codePoint: number): boolean {
  return codePoint >= 0x300 && /\p{M}/u.test(String.fromCodePoint(codePoint));
}

/** A CJK ideograph of the basic plane: each is a word of its own. */
// The reference reads UTF-16 units, so ideographs beyond the basic plane are ordinary letters to it.
export function isIdeograph(codePoint: number): boolean {
  return (
    (codePoint >= 0x4e00 && codePoint <= 0x9fff) ||
    (codePoint >= 0x3400 && codePoint <= 0x4dbf) ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff)
  );
}

function isAsciiPunctuation(codePoint: number): boolean {
  return (
    (codePoint >= 0x21 && codePoint <= 0x2f) ||
    (codePoint >= 0x3a && codePoint <= 0x40) ||
    (codePoint >= 0x5b && codePoint <= 0x60) ||
    (codePoint >= 0x7b && codePoint <= 0x7e)
  );
}
