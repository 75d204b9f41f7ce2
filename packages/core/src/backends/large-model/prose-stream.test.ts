import fc from "fast-check";
import { expect, it } from "vitest";
import { ProseStream } from "./prose-stream.ts";

it("shows a text that adds up to the trimmed whole, and never the white space before or after it", () => {
  const piece = fc.string({ unit: fc.constantFrom(" ", "\n", "a", "é", "."), maxLength: 4 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const stream = new ProseStream();
      let shown = "";
      for (const piece of pieces) {
        shown += stream.feed(piece);
        expect(shown).toBe(shown.trim());
      }
      expect(shown).toBe(pieces.join("").trim());
    }),
    { numRuns: 500, seed: 4 },
  );
});
