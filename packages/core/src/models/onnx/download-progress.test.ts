import { expect, test, vi } from "vitest";
import { countBytes } from "./download-progress.ts";

const bytes = (length: number) => new Uint8Array(length);

function response(
  chunks: readonly Uint8Array<ArrayBuffer>[],
  headers: Record<string, string> = {},
) {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return new Response(body, { headers });
}

test("each chunk is told with the bytes so far and the size", async () => {
  const report = vi.fn();
  const counted = countBytes(response([bytes(3), bytes(4)], { "content-length": "7" }), report);
  expect((await counted.arrayBuffer()).byteLength).toBe(7);
  expect(report.mock.calls).toEqual([
    [3, 7],
    [7, 7],
    [7, 7],
  ]);
});

test("the size of a compressed reply is known at its end", async () => {
  const report = vi.fn();
  const headers = { "content-length": "7", "content-encoding": "br" };
  await countBytes(response([bytes(30)], headers), report).arrayBuffer();
  expect(report.mock.calls).toEqual([
    [30, null],
    [30, 30],
  ]);
});

test("a reply that is an error is left as it is", () => {
  const missing = new Response("no", { status: 404 });
  expect(countBytes(missing, vi.fn())).toBe(missing);
});
