// A text file that a person opens or drops on a field.
import { count } from "../sessions/field-values.ts";

// One UTF-16 unit takes at most three bytes of UTF-8.
const bytesPerUnit = 3;

/** The text of a file, or why it cannot be used. */
export type FileText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** Reads a file as text, unless it cannot be one or is too long for the field. */
export async function readTextFile(file: File, maxLength: number): Promise<FileText> {
  if (file.size > maxLength * bytesPerUnit) {
    return refuse(
      `${file.name} has ${count(Math.ceil(file.size / 1000))} KB; the field takes ${count(maxLength)} characters. Choose a shorter file.`,
    );
  }
  const text = await file.text();
  if (text.includes("\0") || countReplaced(text) > text.length / 100) {
    return refuse(`${file.name} is not a plain text file in UTF-8. Save it as .txt and try again.`);
  }
  return { ok: true, text };
}

function countReplaced(text: string): number {
  return text.split("\uFFFD").length - 1;
}

function refuse(problem: string): FileText {
  return { ok: false, problem };
}
