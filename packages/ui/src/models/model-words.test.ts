import { expect, test } from "vitest";
import { gpuWords, sizeWords, runtimeWords, spaceWords } from "./model-words.ts";

test("sizes are written in megabytes or gigabytes, with a decimal below ten", () => {
  expect([5_415_450, 68_400_000, 1_000_000_000, 12_345_678_900].map(sizeWords)).toEqual([
    "5.4 MB",
    "68 MB",
    "1.0 GB",
    "12 GB",
  ]);
});

test("the device line gives the threads with their reason, or says that models cannot run", () => {
  expect(runtimeWords({ threads: 2, reason: "2 threads" })).toContain("SIMD and 2 threads");
  expect(runtimeWords(null)).toContain("cannot run here");
});

test("WebGPU is never said to be used", () => {
  expect(gpuWords("none")).toContain("no adapter");
  expect(gpuWords("software")).toContain("in software found; not used");
  expect(gpuWords("hardware")).toContain("found; not used");
});

test("the room tells whether the browser may clear it", () => {
  const room = { usedBytes: 20_000_000, freeBytes: 4_000_000_000 };
  expect(spaceWords({ ...room, isPersistent: true })).toContain("until you delete it");
  expect(spaceWords({ ...room, isPersistent: false })).toContain("may clear it");
});
