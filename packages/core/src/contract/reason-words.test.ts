import { describe, expect, it } from "vitest";
import {
  backendName,
  conditionWords,
  noticeWords,
  obstacleWords,
  reasonWords,
} from "./reason-words.ts";

const large = { backend: "sagemaker", role: "large" } as const;
const onnx = { backend: "onnx", role: "small" } as const;

describe("a reason in words", () => {
  it.each([
    [{ code: "asked-for" }, "the server's CPU was asked for"],
    [{ code: "at-once" }, "the server's CPU answers at once"],
    [{ code: "next-in-line" }, "the server's CPU is next in line"],
    [{ code: "many-inputs" }, "the small models answer many inputs at a time"],
    [
      { code: "unavailable", ...large, why: { code: "asleep", wakeSeconds: 302 } },
      "the large model is not available: it is asleep (about 5 min to wake)",
    ],
    [
      {
        code: "failed",
        ...large,
        error: { code: "timeout", message: "It took over 60 s.", retryable: true },
      },
      "the large model failed: It took over 60 s.",
    ],
  ] as const)("%j: %s", (reason, words) => {
    expect(reasonWords(reason, onnx)).toBe(words);
  });

  it("calls any backend of the role the large model, whatever its id", () => {
    expect(backendName({ backend: "server", role: "large" })).toBe("the large model");
    expect(backendName({ backend: "server", role: "small" })).toBe("the server");
  });
});

describe("what keeps a backend from answering, in words", () => {
  it.each([
    [{ code: "unseen" }, "it was not seen yet"],
    [{ code: "asleep", wakeSeconds: 180 }, "it is asleep (about 3 min to wake)"],
    [{ code: "asleep", wakeSeconds: 5.2 }, "it is asleep (about 5 s to wake)"],
    [{ code: "waking", secondsToWarm: 180, isLate: false }, "it is waking, about 3 min"],
    [{ code: "waking", secondsToWarm: 12, isLate: false }, "it is waking, about 15 s"],
    [{ code: "waking", secondsToWarm: 12, isLate: true }, "it is waking, longer than usual"],
    [{ code: "throttled" }, "it is awake, but busy"],
    [{ code: "failing" }, "it fails"],
    [{ code: "denied" }, "this server may not call it"],
    [{ code: "broken" }, "its service reports it as failed"],
    [{ code: "crowded", waiting: 1 }, "it is busy, 1 run waits for it"],
    [{ code: "crowded", waiting: 5 }, "it is busy, 5 runs wait for it"],
    [{ code: "no-simd" }, "this browser's WebAssembly has no SIMD, which the small models need"],
  ] as const)("%j: %s", (obstacle, words) => {
    expect(obstacleWords(obstacle)).toBe(words);
  });
});

describe("the large model's condition in words", () => {
  it.each([
    [{ code: "awake" }, "awake"],
    [{ code: "unseen" }, "not seen yet"],
    [{ code: "asleep", wakeSeconds: 180 }, "asleep"],
    [{ code: "throttled" }, "awake, but busy"],
    [{ code: "denied" }, "unavailable: this server may not call it"],
  ] as const)("%j: %s", (condition, words) => {
    expect(conditionWords(condition)).toBe(words);
  });
});

describe("a notice in words", () => {
  it("says who could not answer and who did", () => {
    expect(noticeWords({ code: "fallback", ...large }, onnx)).toBe(
      "The large model could not answer; the server's CPU did.",
    );
  });

  it("leaves a backend's own words as they are", () => {
    expect(noticeWords({ code: "words", words: "The text is in French." }, onnx)).toBe(
      "The text is in French.",
    );
  });
});
