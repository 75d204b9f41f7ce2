import { expect, test } from "vitest";
import { evalOptions } from "./eval-options.ts";

test("everything runs unless a part is asked for", () => {
  expect(evalOptions(["--data", "d"])).toEqual({
    dataFolder: "d",
    casesFolder: undefined,
    sampleSize: undefined,
    taskIds: ["summarization", "question-answering", "sentiment-analysis"],
    isBrowserTimed: true,
    isWritten: false,
  });
});

test("cases, a sample, one task and no browser", () => {
  const options = [
    "--data",
    "d",
    "--cases",
    "c",
    "--sample",
    "20",
    "--only",
    "summarization",
    "--no-browser",
  ];
  expect(evalOptions(options)).toMatchObject({
    casesFolder: "c",
    sampleSize: 20,
    taskIds: ["summarization"],
    isBrowserTimed: false,
  });
});

test.each([
  [[], /--data/],
  [["--data", "d", "--sample", "0"], /--sample is "0"/],
  [["--data", "d", "--only", "poetry"], /"poetry".*summarization, question-answering/],
])("%j is refused with what to write", (commandLine, message) => {
  expect(() => evalOptions(commandLine)).toThrow(message);
});
