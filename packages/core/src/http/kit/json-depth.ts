/** How deeply a JSON text nests arrays and objects; brackets inside strings do not count. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (isInString) {
      if (unit === backslash) index += 1;
      else if (unit === quotationMark) isInString = false;
    } else if (unit === quotationMark) isInString = true;
    else if (unit === openBracket || unit === openBrace) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (unit === closeBracket || unit === closeBrace) depth -= 1;
  }
  return deepest;
}

const quotationMark = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
