import { expect, test } from "vitest";
import { decodeModelOutputs } from "./decode-model-outputs.ts";

const sequences = [
  [2, 5, 6, 3],
  [2, 5, 3],
];

test("an output per token is cut to each sequence, one per sequence is left whole", () => {
  const outputs = {
    start_logits: { dims: [2, 4], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    logits: { dims: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
  };
  expect(decodeModelOutputs(outputs, sequences)).toEqual({
    start_logits: [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7)],
    logits: [Float32Array.of(1, 2), Float32Array.of(3, 4)],
  });
});

test("what is no row of numbers per sequence is left out", () => {
  const outputs = { other: { dims: [3, 1], data: Float32Array.of(1, 2, 3) }, text: "no tensor" };
  expect(decodeModelOutputs(outputs, sequences)).toEqual({});
  expect(decodeModelOutputs(null, sequences)).toEqual({});
});
