import type { EndpointStatus } from "@pilotlight/core";
import { describe, expect, test } from "vitest";
import { coldStatus, noWakeLeft } from "../testing/cold-status.ts";
import { echo } from "../testing/toy-task.ts";
import {
  dollars,
  isWokenBy,
  policySentence,
  stateSentence,
  stateWords,
  temperatureAnnouncement,
  timeSpan,
  leftWords,
  wakeTime,
} from "./endpoint-words.ts";

const warming: EndpointStatus = {
  ...coldStatus,
  temperature: "warming",
  words: "waking, about 3 min",
  condition: { code: "waking", secondsToWarm: 170, isLate: false },
  secondsToWarm: 170,
};

test.each([
  [300, "about 5 min"],
  [170, "about 3 min"],
  [61, "about 2 min"],
  [60, "about 1 min"],
  [51, "about 1 min"],
  [41, "about 50 s"],
  [4, "about 10 s"],
  [0, "any moment now"],
  [-20, "any moment now"],
])("a wait of %d s reads as %s", (seconds, words) => {
  expect(leftWords(seconds)).toBe(words);
});

test.each([
  [300, "≈5 min"],
  [95, "≈2 min"],
  [5, "≈5 s"],
  [42, "≈45 s"],
])("a wake of %d s takes %s", (wakeSeconds, words) => {
  expect(wakeTime({ ...coldStatus, wakeSeconds })).toBe(words);
});

describe("the temperature", () => {
  test("has a word, and a count-down of its own while it rises", () => {
    expect(stateWords(coldStatus, null)).toBe("asleep");
    expect(stateWords(warming, 62)).toBe("waking, about 2 min");
    expect(stateWords({ ...warming, secondsToWarm: null }, null)).toBe("waking");
  });

  test("is told in full where there is room, with the reason when it is down", () => {
    const down = { ...coldStatus, temperature: "down", condition: { code: "failing" } } as const;
    expect(stateWords(down, null)).toBe("unavailable");
    expect(stateSentence(down, null)).toMatch(/^It is unavailable: it fails\. The small models/u);
    expect(stateSentence(warming, 20)).toMatch(/^It is waking: about 20 s\./u);
    expect(stateSentence(coldStatus, null)).toMatch(/^It is asleep and costs nothing\./u);
  });

  test("that was not seen for a while says so where there is room, and claims no cost", () => {
    const stale = { ...coldStatus, staleMinutes: 5 };
    expect(stateWords(stale, null)).toBe("asleep");
    expect(stateSentence(stale, null)).toMatch(/^It is asleep \(last seen 5 min ago\)\. Until/u);
  });

  test("that is warm is told from one that is warm and has no room", () => {
    const awake = { temperature: "warm", condition: { code: "awake" }, available: true } as const;
    const warm = { ...coldStatus, ...awake };
    expect(stateSentence(warm, 0)).toMatch(/answers now/u);
    const busy = { ...warm, condition: { code: "throttled" }, available: false } as const;
    expect(stateSentence(busy, 0)).toMatch(/^It is awake, but busy\. Until it has room/u);
  });

  test("is announced once for each change, not for each second", () => {
    expect(temperatureAnnouncement(warming)).toBe("The large model is waking, about 3 min.");
  });
});

describe("what wakes it", () => {
  test("is said with what is left of the budget", () => {
    expect(policySentence(coldStatus)).toBe(
      "Tasks that gain most from it wake it automatically, any other only a click. 12 wakes are left today.",
    );
    const wake = { allowed: true, wakesLeftToday: 1 } as const;
    expect(policySentence({ ...coldStatus, wakePolicy: "ask", wake })).toBe(
      "Only a click wakes it. 1 wake is left today.",
    );
  });

  test("is not said where it cannot be woken, but why", () => {
    expect(policySentence({ ...coldStatus, wake: noWakeLeft })).toBe(
      "It cannot be woken: 12 wakes were used today.",
    );
  });

  test.each([
    [true, "summarization", true],
    [false, "summarization", false],
    [false, "any", true],
    [true, "ask", false],
    [true, "never", false],
  ] as const)("a run of a task that wakes it (%s) under the policy %s: %s", (...given) => {
    const [wakesLargeModel, policy, isWoken] = given;
    expect(isWokenBy({ ...echo, wakesLargeModel }, policy)).toBe(isWoken);
  });
});

test.each([
  [0, "$0.00"],
  [0.004, "under $0.01"],
  [1.515, "$1.52"],
  [1_106.4, "$1,106.40"],
])("%d US dollars read as %s", (usd, words) => {
  expect(dollars(usd)).toBe(words);
});

test.each([
  [0, "0 s"],
  [42, "42 s"],
  [1_200, "20 min"],
  [4_320, "1 h 12 min"],
  [90_061, "1 d 1 h"],
  [86_400, "1 d"],
])("%d seconds read as %s", (seconds, words) => {
  expect(timeSpan(seconds)).toBe(words);
});
