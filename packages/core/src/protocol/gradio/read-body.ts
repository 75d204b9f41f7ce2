import { abortError, InferenceError, throwIfAborted } from "../../errors/inference-error.ts";
import { isJsonObject } from "../../tasks/json.ts";

/**
 * The whole body, whatever length its sender named.
 * @throws InferenceError `body-too-large`, or `aborted` when the sender went away
 */
export async function readBytes(
  request: Request,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const named = Number(request.headers.get("content-length") ?? 0);
  if (named > maxBytes) throw tooLarge(named, maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const reader = request.body?.getReader();
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      size += part.value.byteLength;
      // The body is not cancelled: that closes the connection before the answer is read.
      if (size > maxBytes) throw tooLarge(size, maxBytes);
      chunks.push(part.value);
    }
    reader?.releaseLock();
  } catch (error) {
    throwIfAborted(request.signal);
    if (error instanceof InferenceError) throw error;
    // A body fails in one way only: its sender went away in the middle.
    throw abortError();
  }
  return joined(chunks, size);
}

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

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function tooLarge(size: number, limit: number): InferenceError {
  const count = (value: number) => value.toLocaleString("en-US");
  return new InferenceError(
    "body-too-large",
    `The body has ${count(size)} bytes or more; the limit is ${count(limit)}. Send it in parts.`,
    { size, limit },
  );
}

function invalidJson(message: string): InferenceError {
  return new InferenceError("invalid-json", message);
}
