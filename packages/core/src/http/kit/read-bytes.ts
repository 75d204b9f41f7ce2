// The bytes of a request, up to a limit, for every face.
import { abortError, InferenceError, throwIfAborted } from "../../contract/inference-error.ts";

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
