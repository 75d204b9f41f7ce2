import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FeedbackFile } from "./feedback-file.ts";

const feedback = { runId: "r1", task: "t", model: "m", verdict: "good", words: "a\nb" } as const;
const now = () => new Date(Date.UTC(2026, 0, 2));
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "feedback-"));
  path = join(folder, "feedback.jsonl");
});

afterEach(() => rm(folder, { recursive: true }));

it("appends one line of JSON for each, with its time", async () => {
  const file = new FeedbackFile({ path, now });
  await Promise.all([file.add(feedback), file.add({ ...feedback, runId: "r2" })]);
  const lines = (await readFile(path, "utf8")).split("\n");
  expect(lines.at(-1)).toBe("");
  expect(lines.slice(0, -1).map((line): unknown => JSON.parse(line))).toEqual([
    { at: "2026-01-02T00:00:00.000Z", ...feedback },
    { at: "2026-01-02T00:00:00.000Z", ...feedback, runId: "r2" },
  ]);
});

it("takes no line beyond its limit, and goes on when there is room again", async () => {
  const file = new FeedbackFile({ path, now, maxBytes: 200 });
  const added = await Promise.allSettled([file.add(feedback), file.add(feedback)]);
  expect(added.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  await expect(file.add(feedback)).rejects.toMatchObject({
    code: "storage-full",
    retryable: false,
  });
  await rm(path);
  await file.add(feedback);
  expect(await readFile(path, "utf8")).toContain('"r1"');
});

it("fails aloud where it cannot be written", async () => {
  const file = new FeedbackFile({ path: join(folder, "gone", "feedback.jsonl") });
  await expect(file.add(feedback)).rejects.toMatchObject({ code: "ENOENT" });
});
