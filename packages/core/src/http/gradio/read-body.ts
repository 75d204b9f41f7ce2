import { InferenceError } from "../../contract/inference-error.ts";
import { isJsonObject } from "../../contract/json.ts";
import { readBytes } from "../kit/read-bytes.ts";

/**
 * The body as a JSON object.
 * @throws InferenceError `unsupported-media-type`, `body-too-large` or `invalid-json`
 */
export async function readJsonObject(
  request: Request,
  maxBytes: number,
): Promise<Readonly<Record<string, unknown>>> {
  const contentType = request.headers.get("content-type") ?? "";
  // Also a guard: a page of another origin cannot send this type without asking first.
  if (!/^application\/json\s*(;|$)/iu.test(contentType)) {
    throw new InferenceError(
      "unsupported-media-type",
      'The body is not named as JSON. Send it with "content-type: application/json".',
    );
  }
  const value = parseJson(await readBytes(request, maxBytes));
  if (isJsonObject(value)) return value;
  throw invalidJson("The body is not a JSON object. Send an object.");
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw invalidJson("The body is not valid JSON. Check quotes, commas and brackets.");
    }
    if (error instanceof TypeError) throw invalidJson("The body is not valid UTF-8.");
    // Deeply nested arrays exhaust the parser's stack.
    if (error instanceof RangeError) throw invalidJson("The body nests too deeply.");
    throw error;
  }
}

function invalidJson(message: string): InferenceError {
  return new InferenceError("invalid-json", message);
}
