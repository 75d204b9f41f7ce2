// The files of a form, within bounds. The platform's own reader takes seconds for a form of many small
// parts, and no other request is answered meanwhile; this one looks at each byte once.
import { InferenceError } from "../../contract/inference-error.ts";
import { type BodyLimits, compressed, isCompressed, readBytes } from "./read-bytes.ts";

/** How much of a form is taken. */
export interface FormLimits extends BodyLimits {
  /** Parts of any kind, empty ones too. */
  readonly maxParts: number;
}

/** One file of a form. */
export interface FormFile {
  /** The field that it is in. */
  readonly field: string;
  /** As its sender calls it. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const maxHeadUnits = 8 * 1024;

/**
 * The files of a `multipart/form-data` body, in order; fields that are no files are passed over.
 * @throws InferenceError `unsupported-media-type`, `invalid-request`, or what `readBytes` throws
 */
export async function readFormFiles(
  request: Request,
  { maxParts, ...limits }: FormLimits,
): Promise<readonly FormFile[]> {
  const boundary = boundaryOf(request.headers);
  const bytes = await readBytes(request, limits);
  // One character for each byte, so that places in the text are places in the bytes.
  const text = new TextDecoder("latin1").decode(bytes);
  const files: FormFile[] = [];
  for (const { start, end } of partsOf(text, boundary, maxParts)) {
    const bodyStart = text.indexOf("\r\n\r\n", start) + 4;
    if (bodyStart < 4 || bodyStart > end || bodyStart - start > maxHeadUnits) throw unreadable();
    const head = decodeUtf8(bytes.subarray(start, bodyStart));
    const { field, name } = parseDisposition(head);
    if (name !== null) files.push({ field, name, bytes: bytes.slice(bodyStart, end) });
  }
  return files;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where each part stands, its head included. */
function partsOf(text: string, boundary: string, maxParts: number): readonly Span[] {
  const mark = `--${boundary}`;
  const parts: Span[] = [];
  let at = text.startsWith(mark) ? 0 : text.indexOf(`\r\n${mark}`) + 2;
  if (at === 1) throw unreadable();
  for (;;) {
    const start = at + mark.length;
    if (text.startsWith("--", start)) return parts;
    if (!text.startsWith("\r\n", start)) throw unreadable();
    const end = text.indexOf(`\r\n${mark}`, start);
    if (end < 0) throw unreadable();
    if (parts.length === maxParts) throw tooManyParts(maxParts);
    parts.push({ start, end });
    at = end + 2;
  }
}

function boundaryOf(headers: Headers): string {
  const type = headers.get("content-type") ?? "";
  if (isCompressed(headers)) throw compressed();
  if (!/^multipart\/form-data\s*(?:;|$)/iu.test(type)) {
    throw new InferenceError(
      "unsupported-media-type",
      'An upload is a form. Send it as "multipart/form-data".',
    );
  }
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/iu.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw unreadable();
  return boundary;
}

/** The field's name, and the file's, which is null for a field that is none. */
function parseDisposition(head: string): { field: string; name: string | null } {
  const line = /^content-disposition:(.*)$/imu.exec(head)?.[1];
  if (line === undefined) throw unreadable();
  const field = /;\s*name="((?:[^"\\]|\\.)*)"/iu.exec(line)?.[1] ?? "";
  const name = /;\s*filename="((?:[^"\\]|\\.)*)"/iu.exec(line)?.[1];
  // Some programs send a name that is not plain ASCII in this form alone (RFC 5987).
  const extended = /;\s*filename\*=utf-8''([^\s;]+)/iu.exec(line)?.[1];
  if (extended !== undefined) return { field, name: decodeName(extended) };
  return { field, name: name === undefined ? null : name.replaceAll(/\\(.)/gu, "$1") };
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (error instanceof URIError) return name;
    throw error;
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function unreadable(): InferenceError {
  return new InferenceError("invalid-request", "The form cannot be read. Send it again.");
}

function tooManyParts(limit: number): InferenceError {
  return new InferenceError(
    "body-too-large",
    `The form has more than ${limit} parts. Send the files in several forms.`,
    { limit },
  );
}
