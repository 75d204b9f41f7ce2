import { Buffer } from "node:buffer";
import { expect, it } from "vitest";
import { splitBytes } from "./event-stream.ts";
import { seededRandom } from "./seeded-random.ts";
import { openLocal } from "./testing/call-local.ts";

const bytes = new TextEncoder().encode('data: {"text":"a 🔥 burns"}\n\n');

it("cuts bytes inside lines, JSON strings and characters, and loses none", () => {
  const random = seededRandom(7);
  const ends = new Set<number>();
  for (let round = 0; round < 300; round++) {
    const pieces = splitBytes(bytes, random);
    expect(Buffer.concat(pieces)).toEqual(Buffer.from(bytes));
    let end = 0;
    for (const piece of pieces) ends.add((end += piece.length));
  }
  // Each place comes up, those between the four bytes of the flame too.
  expect(ends.size).toBe(bytes.length);
});

it("cuts the same way for the same seed", async () => {
  const partLengths = async (seed: number) => {
    const { stream } = await openLocal({ seed });
    const lengths: number[] = [];
    for await (const part of stream()) lengths.push(part.length);
    return lengths;
  };
  const first = await partLengths(3);
  expect(first.length).toBeGreaterThan(7);
  expect(await partLengths(3)).toEqual(first);
  expect(await partLengths(4)).not.toEqual(first);
});
