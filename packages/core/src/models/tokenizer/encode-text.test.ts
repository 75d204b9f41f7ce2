import { expect, test, vi } from "vitest";
import { encodeText } from "./encode-text.ts";
import { tinyTokenizer } from "../testing/fake-model.ts";

test("a long text gives the tokens that it gives in one go, with checkpoints between its slices", async () => {
  const text = "Good e\u0301 bad, 中文!\r\n".repeat(8_000);
  const checkpoint = vi.fn(() => Promise.resolve());
  expect(await encodeText(tinyTokenizer, text, { checkpoint })).toEqual(tinyTokenizer.encode(text));
  expect(checkpoint.mock.calls.length).toBeGreaterThan(2);
});

test("a text without a space is not cut", async () => {
  const text = "a".repeat(100_000);
  const { ids } = await encodeText(tinyTokenizer, text, { checkpoint: () => Promise.resolve() });
  expect(ids).toHaveLength(1);
});

test("a checkpoint that aborts ends the work", async () => {
  const stop = { checkpoint: () => Promise.reject(new Error("aborted")) };
  await expect(encodeText(tinyTokenizer, "a ".repeat(50_000), stop)).rejects.toThrow("aborted");
});
