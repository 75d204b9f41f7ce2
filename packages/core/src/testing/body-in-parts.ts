/** A body that is written in parts of so many bytes. */
export function bodyInParts(bytes: Uint8Array, partBytes = 1): ReadableStream<Uint8Array> {
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      if (start >= bytes.length) {
        controller.close();
        return;
      }
      controller.enqueue(bytes.subarray(start, start + partBytes));
      start += partBytes;
    },
  });
}
