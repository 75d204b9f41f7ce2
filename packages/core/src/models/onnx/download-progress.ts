// Bytes as they come in. transformers.js has a progress callback of its own, but in a browser it
// fetches each local file a second time to learn its size; counting in fetch does not.

/** Told after each chunk and at the end; `totalBytes` is null while only the server knows it. */
export type ReportBytes = (doneBytes: number, totalBytes: number | null) => void;

/** The same response, whose body tells how many bytes have been read. */
export function countBytes(response: Response, report: ReportBytes): Response {
  if (!response.ok || !response.body) return response;
  const totalBytes = bodyBytes(response);
  let doneBytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      doneBytes += chunk.byteLength;
      report(doneBytes, totalBytes);
      controller.enqueue(chunk);
    },
    flush() {
      report(doneBytes, doneBytes);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
}

// A compressed reply's content-length counts other bytes than the ones that are read.
function bodyBytes(response: Response): number | null {
  const length = Number(response.headers.get("content-length") ?? NaN);
  return response.headers.has("content-encoding") || !Number.isInteger(length) ? null : length;
}
