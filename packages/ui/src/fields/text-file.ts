// A text file that a person opens or drops on a field.
import { count } from "../sessions/field-values.ts";
import { type DecodedText, decodeText } from "./decode-text.ts";

// One UTF-16 unit takes at most three bytes of UTF-8.
const bytesPerUnit = 3;

const encodingNames = {
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252",
} as const;

/** The text of a file with what is to be said of it, or why it cannot be used. */
export type FileText =
  | {
      readonly text: string;
      /** How the file was read, in words; empty when there is nothing to say of it. */
      readonly note: string;
      readonly problem?: undefined;
    }
  | { readonly problem: string; readonly text?: undefined; readonly note?: undefined };

/** Reads a file as text, unless it cannot be one or is too long for the field. */
export async function readTextFile(file: File, maxLength: number): Promise<FileText> {
  const { name, size } = file;
  if (size > maxLength * bytesPerUnit) {
    return refuse(
      `${name} has ${count(Math.ceil(size / 1000))} KB; the field takes ${count(maxLength)} characters. Choose a shorter file.`,
    );
  }
  const bytes = await bytesOf(file);
  if (!bytes) return refuse(`${name} could not be read. Check that it is a file and still there.`);
  const document = documentWords(name, bytes);
  if (document !== null) return refuse(document);
  const decoded = decodeText(bytes);
  if (decoded.kind === "binary") {
    return refuse(`${name} is binary data, not text. Choose a file with a text in it.`);
  }
  if (decoded.kind === "unknown") {
    return refuse(
      `${name} is neither in UTF-8 nor in UTF-16 or Windows-1252, so its letters are not known. Save it in the encoding UTF-8, and open it again.`,
    );
  }
  if (decoded.text.trim() === "") {
    return refuse(
      `${name} ${size === 0 ? "is empty" : "has nothing but white space"}. Choose a file with a text in it.`,
    );
  }
  return { text: decoded.text, note: noteOn(name, decoded) };
}

/** Null for a folder, and for a file that is gone or may not be read. */
async function bytesOf(file: File): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function noteOn(
  name: string,
  { encoding, unreadable }: Extract<DecodedText, { kind: "text" }>,
): string {
  if (unreadable > 0) {
    return unreadable === 1
      ? `1 place in ${name} could not be read and is “\uFFFD” now.`
      : `${count(unreadable)} places in ${name} could not be read and are “\uFFFD” now.`;
  }
  if (encoding === "utf-8") return "";
  const ifWrong =
    encoding === "windows-1252" ? " If letters are wrong, save it as UTF-8 and open it again." : "";
  return `${name} was read as ${encodingNames[encoding]}.${ifWrong}`;
}

/** What is said of a file that has a text, but is none; null for all others. */
function documentWords(name: string, bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, 5));
  if (start === "%PDF-") return `${name} is a PDF. Copy its text out of it and paste it here.`;
  const isZip = start.startsWith("PK\u0003\u0004");
  const isDocument =
    start === "{\\rtf" || (isZip && /\.(?:docx|pptx|xlsx|od[tps]|pages|epub)$/iu.test(name));
  return isDocument
    ? `${name} is a document, not plain text. Save it as .txt in the program that made it, or copy its text and paste it here.`
    : null;
}

function refuse(problem: string): FileText {
  return { problem };
}
