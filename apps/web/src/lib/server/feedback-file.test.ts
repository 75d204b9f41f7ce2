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
  await Promise.all([file.add(feedback, "a"), file.add({ ...feedback, runId: "r2" }, "a")]);
  const lines = (await readFile(path, "utf8")).split("\n");
  expect(lines.at(-1)).toBe("");
  expect(lines.slice(0, -1).map((line): unknown => JSON.parse(line))).toEqual([
    { at: "2026-01-02T00:00:00.000Z", ...feedback },
    { at: "2026-01-02T00:00:00.000Z", ...feedback, runId: "r2" },
  ]);
});

it("takes no line beyond its limit, and goes on when there is room again", async () => {
  const file = new FeedbackFile({ path, now, maxBytes: 200 });
  const added = await Promise.allSettled([file.add(feedback, "a"), file.add(feedback, "a")]);
  expect(added.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  await expect(file.add(feedback, "a")).rejects.toMatchObject({
    code: "storage-full",
    retryable: false,
  });
  await rm(path);
  await file.add(feedback, "a");
  expect(await readFile(path, "utf8")).toContain('"r1"');
});

it("leaves a caller at most as many bytes as are free, and others theirs", async () => {
  const lineBytes = JSON.stringify({ at: now().toISOString(), ...feedback }).length + 1;
  const file = new FeedbackFile({ path, now, maxBytes: 4 * lineBytes });
  await file.add(feedback, "a");
  await file.add(feedback, "a");
  await expect(file.add(feedback, "a")).rejects.toMatchObject({
    code: "storage-full",
    message: expect.stringMatching(/^Your feedback has \d+ bytes .*, and \d+ are free;/u) as string,
  });
  await file.add(feedback, "b");
  await expect(file.add(feedback, "b")).rejects.toMatchObject({ code: "storage-full" });
  await file.add(feedback, "c");
  // In a new file all have their shares again.
  await rm(path);
  await file.add(feedback, "a");
  await file.add(feedback, "a");
});

it("knows the shares of so many callers, and forgets who was not heard of for longest", async () => {
  const lineBytes = JSON.stringify({ at: now().toISOString(), ...feedback }).length + 1;
  const file = new FeedbackFile({ path, now, maxBytes: 5 * lineBytes, maxCallers: 2 });
  for (const caller of ["a", "b", "a"]) await file.add(feedback, caller);
  await expect(file.add(feedback, "a")).rejects.toMatchObject({ code: "storage-full" });
  await file.add(feedback, "c");
  await expect(file.add(feedback, "a")).rejects.toMatchObject({ code: "storage-full" });
  await file.add(feedback, "b");
});

it("fails aloud where it cannot be written", async () => {
  const file = new FeedbackFile({ path: join(folder, "gone", "feedback.jsonl") });
  await expect(file.add(feedback, "a")).rejects.toMatchObject({ code: "ENOENT" });
});
