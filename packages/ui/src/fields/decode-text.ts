// The bytes of a file as text. A text file does not say how it is encoded, so the rule is: the mark at
// its beginning; else UTF-16, when every second byte of many is zero; else UTF-8, when all of it is, or
// most of what is not plain English in it; else Windows-1252, when that makes a text of a western
// language. Nothing else is guessed: wrong letters are worse than none.

/** How the bytes of a text are to be read; each is a name that `TextDecoder` knows. */
type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** The text of some bytes, or what keeps them from being one. */
export type DecodedText =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly encoding: Encoding;
      /** How many places could not be read, and are `�` in the text. */
      readonly unreadable: number;
    }
  | { readonly kind: "binary" }
  | { readonly kind: "unknown" };

// Letters of a western language that are no ASCII: about 1 in 20 in French, and fewer in most others.
const maxAccented = 1 / 3;
const maxStrays = 1 / 100;
// Every second byte of plain English in UTF-16 is zero; of Greek or Russian, that of each space.
const minZeros = 1 / 8;

/** Reads bytes by the rule above. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const wide = markedUtf16(bytes) ?? unmarkedUtf16(bytes);
  if (wide) return readAs(wide, bytes);
  const utf8 = readAs("utf-8", bytes);
  if (utf8.kind !== "text" || utf8.unreadable === 0) return utf8;
  // What is damaged here and there is read where it is not; of another encoding hardly anything is UTF-8.
  const read = count(utf8.text, /[^\p{ASCII}\uFFFD]/gu);
  return read > utf8.unreadable ? utf8 : western(bytes);
}

function markedUtf16([first, second]: Uint8Array): Encoding | null {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : null;
}

function unmarkedUtf16(bytes: Uint8Array): Encoding | null {
  if (bytes.length % 2 === 1 || !bytes.includes(0)) return null;
  const zeros = [0, 0];
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  if (even + odd <= (bytes.length / 2) * minZeros || (even > 0 && odd > 0)) return null;
  return odd > 0 ? "utf-16le" : even > 0 ? "utf-16be" : null;
}

function western(bytes: Uint8Array): DecodedText {
  const decoded = readAs("windows-1252", bytes);
  if (decoded.kind !== "text") return decoded;
  const accented = count(decoded.text, /[^\P{L}\p{ASCII}]/gu);
  const letters = count(decoded.text, /\p{L}/gu);
  // Five bytes have no letter in it; the platform makes control characters of them.
  const isWestern = accented <= letters * maxAccented && !/[\u0080-\u009F]/u.test(decoded.text);
  return isWestern ? decoded : { kind: "unknown" };
}

function readAs(encoding: Encoding, bytes: Uint8Array): DecodedText {
  const text = new TextDecoder(encoding).decode(bytes);
  // A text may hold this character itself; whether it does, only a strict reader can tell.
  const unreadable = isStrict(encoding, bytes) ? 0 : count(text, /\uFFFD/gu);
  const controls = count(text, /[^\P{Cc}\s\u0080-\u009F]/gu);
  const strays = controls + (encoding.startsWith("utf-16") ? unreadable : 0);
  if (text.includes("\0") || strays > text.length * maxStrays) return { kind: "binary" };
  return { kind: "text", text, encoding, unreadable };
}

function isStrict(encoding: Encoding, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
