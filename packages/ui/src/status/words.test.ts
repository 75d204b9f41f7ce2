import { expect, test } from "vitest";
import {
  announcement,
  canAnswerElsewhere,
  duration,
  progressPart,
  progressWords,
} from "./words.ts";

const loading = {
  status: "running",
  by: { backend: "browser", role: "small" },
  text: "",
  progress: { stage: "loading", done: 3_200_000, total: 8_400_000, unit: "bytes" },
} as const;
const reading = {
  ...loading,
  progress: { stage: "reading", done: 1_200, total: 2_000, unit: "windows" },
} as const;

test("a model that loads is told in megabytes", () => {
  expect(progressWords(loading)).toBe("Loading the model: 3.2 of 8.4 MB (38 %)");
  expect(progressPart(loading)).toBeCloseTo(0.381, 3);
});

test("a model that is here whole still starts, and no bytes are told", () => {
  const here = { ...loading, progress: { ...loading.progress, done: 8_400_000 } };
  expect(progressWords(here)).toBe("Starting the model");
});

test("a text of one part is read without counting to one", () => {
  const one = { ...reading, progress: { ...reading.progress, done: 0, total: 1 } };
  expect(progressWords(one)).toBe("Reading the text");
});

test("a text that is read is told in its parts", () => {
  expect(progressWords(reading)).toBe("Reading: 1,200 of 2,000 windows (60 %)");
});

test("the time that is left is told in round words, and not when it is short", () => {
  expect(progressWords(reading, { secondsLeft: 17 })).toBe(
    "Reading: 1,200 of 2,000 windows (60 %), about 20 s left",
  );
  expect(progressWords(reading, { secondsLeft: 4 })).not.toMatch(/left/u);
  const here = { ...loading, progress: { ...loading.progress, done: 8_400_000 } };
  expect(progressWords(here, { secondsLeft: 0 })).toBe("Starting the model");
});

test("a run without progress says where it runs", () => {
  expect(progressWords({ ...loading, progress: null })).toBe("Running on this device");
  expect(progressPart({ ...loading, progress: null })).toBeNull();
});

test("a run that waits says its place in the line", () => {
  expect(progressWords({ status: "queued", position: 12, expectedMs: null })).toBe(
    "Waiting; number 12 in line",
  );
  const behind = { status: "queued", position: 1, expectedMs: null } as const;
  expect(progressWords(behind, { waitsFor: "the run in “Q&A”" })).toBe(
    "Waiting for the run in “Q&A”; next in line",
  );
});

test.each([loading, { status: "queued", position: 2, expectedMs: null } as const])(
  "a run whose server is looked for says so, and shows no part: $status",
  (state) => {
    const cut = { ...state, isReconnecting: true };
    expect(progressWords(cut)).toMatch(/^The connection was lost/u);
    expect(progressPart(cut)).toBeNull();
    expect(announcement(cut, [])).toBe("The connection was lost. Reconnecting.");
    expect(progressWords({ ...cut, isReconnecting: false })).toBe(progressWords(state));
  },
);

test.each([reading, loading, { status: "queued", position: 2, expectedMs: null } as const])(
  "a screen reader hears nothing on the way to an answer: %#",
  (state) => {
    expect(announcement(state, [])).toBe("");
  },
);

test.each([
  ["invalid-input", false],
  ["network", true],
  ["overloaded", true],
] as const)("what fails with %s may be answered elsewhere: %s", (code, may) => {
  expect(canAnswerElsewhere({ code, message: "", retryable: false })).toBe(may);
});

test("a screen reader hears the answer itself, and no more than 300 characters of it", () => {
  const run = {
    id: "1",
    backend: "browser",
    role: "small",
    model: "m",
    reason: "r",
    reasonFacts: { code: "at-once" },
    cached: false,
    queueMs: 0,
    computeMs: 1,
    notice: null,
    noticeFacts: [],
  } as const;
  const done = { status: "done", output: {}, run } as const;
  expect(announcement(done, [{ kind: "text", label: "Answer", text: "Amber." }])).toBe(
    "Answer: Amber.",
  );
  const long = announcement(done, [{ kind: "text", label: "Summary", text: "x".repeat(5_000) }]);
  expect(long.length).toBeLessThan(320);
});

test.each([
  [0.4, "under 1 ms"],
  [41.2, "41 ms"],
  [1234, "1.2 s"],
  [90_000, "1.5 min"],
])("%d milliseconds read as %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});
