// The body of a request as JSON, or the reason in words why it is not. Nothing here trusts a length
// that the client names, and no message repeats what the client wrote.
import { InferenceError } from "../../contract/inference-error.ts";
import { isJsonObject } from "../../contract/json.ts";
import { type BodyLimits, compressed, isCompressed, readBytes } from "./read-bytes.ts";
import { jsonDepth } from "./json-depth.ts";

// Far above what any task's input needs, far below what any reader of JSON cannot hold.
const maxDepth = 64;

/**
 * The request's body, parsed.
 * @throws InferenceError `unsupported-media-type`, `invalid-json`, or what `readBytes` throws
 */
export async function readJsonBody(request: Request, limits: BodyLimits): Promise<unknown> {
  checkMediaType(request.headers);
  return parseJson(decodeUtf8(await readBytes(request, limits)));
}

/**
 * The request's body as a JSON object.
 * @throws InferenceError as `readJsonBody` does
 */
export async function readJsonObject(
  request: Request,
  limits: BodyLimits,
): Promise<Readonly<Record<string, unknown>>> {
  const value = await readJsonBody(request, limits);
  if (isJsonObject(value)) return value;
  throw invalid("The body is not a JSON object. Send an object.");
}

/** @throws InferenceError `unsupported-media-type` when the body is not plain JSON in UTF-8 */
export function checkMediaType(headers: Headers): void {
  const contentType = headers.get("content-type") ?? "";
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/u.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  if (type.trim() !== "application/json") {
    const sent = contentType === "" ? "no content type" : "another content type";
    throw unsupported(`The request has ${sent}. Send JSON with "content-type: application/json".`);
  }
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8") {
    throw unsupported("The body is not in UTF-8. JSON travels in UTF-8; leave the charset out.");
  }
  if (isCompressed(headers)) throw compressed();
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalid("The body is not valid UTF-8. Send the JSON text encoded as UTF-8.");
  }
}

function parseJson(text: string): unknown {
  if (text.trim() === "") throw invalid("The body is empty. Send a JSON object.");
  const depth = jsonDepth(text);
  if (depth > maxDepth) {
    throw new InferenceError(
      "invalid-json",
      `The body nests ${depth} levels; the limit is ${maxDepth}. Send a flatter object.`,
      { size: depth, limit: maxDepth },
    );
  }
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalid(mistakeIn(text, error));
  }
}

/** The mistake in words. The platform's own quote the body; only the place is safe to repeat. */
function mistakeIn(text: string, { message }: SyntaxError): string {
  const position = /at position (\d+)/u.exec(message)?.[1];
  const place = position === undefined ? "" : ` at position ${position}`;
  const unit = position === undefined ? undefined : text.charCodeAt(Number(position));
  if (!/control character/iu.test(message) || unit === undefined || unit >= space) {
    return `The body is not valid JSON${place}. Check quotes, commas and brackets.`;
  }
  const name = controlNames[unit] ?? "control character";
  const escaped = JSON.stringify(String.fromCharCode(unit)).slice(1, -1);
  return `A text in the body has a raw ${name}${place}. Write it as ${escaped} inside quotes, as every JSON library does.`;
}

const space = 0x20;
const controlNames: Readonly<Record<number, string>> = {
  0x09: "tab",
  0x0a: "line break",
  0x0d: "line break",
};

function unsupported(message: string): InferenceError {
  return new InferenceError("unsupported-media-type", message);
}

function invalid(message: string): InferenceError {
  return new InferenceError("invalid-json", message);
}
