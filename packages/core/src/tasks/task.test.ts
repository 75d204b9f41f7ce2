import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InferenceError } from "../contract/inference-error.ts";
import { echoTask } from "../testing/echo-task.ts";
import { tasks } from "./registry.ts";
import { inputNames } from "./task.ts";

const allTasks = [...tasks, echoTask];

function refusalOf(parse: () => unknown): InferenceError | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (error instanceof InferenceError) return error;
    throw error;
  }
}

describe("parseInput", () => {
  it("fills in the options and keeps the order of the fields", () => {
    const input = echoTask.parseInput({ steps: 2, text: "hi" });
    expect(input).toEqual({ text: "hi", steps: 2, fault: "none" });
    expect(Object.keys(input)).toEqual(["text", "steps", "fault"]);
  });

  it("takes what it gave", () => {
    const input = echoTask.parseInput({ text: "hi" });
    expect(echoTask.parseInput(input)).toEqual(input);
  });

  it.each([
    [null, "The input is null."],
    ["hi", "The input is a string."],
    [[{ text: "hi" }], "The input is an array."],
    [7, "The input is a number."],
  ])("says what it got instead of an object: %j", (value, start) => {
    const message = `${start} Send an object with "text", "steps", "fault".`;
    expect(refusalOf(() => echoTask.parseInput(value))?.message).toBe(message);
  });

  it("names a field that it does not know, and those that it does", () => {
    const error = refusalOf(() => echoTask.parseInput({ text: "hi", txt: "hi" }));
    expect(error?.message).toBe(
      'The field "txt" is not known to echo. It takes "text", "steps", "fault".',
    );
    expect(error?.details).toEqual({ field: "txt" });
  });

  it("takes nothing from the prototype of the value", () => {
    const error = refusalOf(() => echoTask.parseInput(Object.create({ text: "inherited" })));
    expect(error?.message).toContain('The field "text" is missing.');
    const polluted: unknown = JSON.parse('{"text":"hi","__proto__":{"steps":9}}');
    expect(refusalOf(() => echoTask.parseInput(polluted))?.details.field).toBe("__proto__");
  });

  it("refuses any other JSON with an invalid-input error in well-formed words of bounded length", () => {
    const anyInput = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom(
          "text",
          "question",
          "context",
          "length",
          "topK",
          "sentences",
          "constructor",
        ),
        fc.jsonValue(),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...allTasks), anyInput, (task, value) => {
        const error = refusalOf(() => task.parseInput(value));
        if (error === null) return;
        expect(error).toMatchObject({ code: "invalid-input", retryable: false });
        expect(error.message.isWellFormed()).toBe(true);
        expect(error.message.length).toBeLessThan(500);
      }),
      { numRuns: 500, seed: 20 },
    );
  });

  it("takes an example of each task with the options that it leaves out", () => {
    for (const task of allTasks) {
      for (const { input } of task.examples) {
        expect(Object.keys(task.parseInput(input))).toEqual(Object.keys(task.fields));
      }
    }
  });
});

describe("parseOutput", () => {
  it("takes the task's output and leaves out what is not part of it", () => {
    expect(echoTask.parseOutput({ said: "hi", steps: 1, more: true })).toEqual({
      said: "hi",
      steps: 1,
    });
  });

  it("names the place that is wrong, as a failure that another backend may not have", () => {
    const error = refusalOf(() => echoTask.parseOutput({ said: "hi", steps: "1" }));
    expect(error).toMatchObject({ code: "backend-failed", retryable: true });
    expect(error?.message).toContain("The reply is not a echo output: steps is not");
    expect(refusalOf(() => echoTask.parseOutput("hi"))?.message).toContain("the reply is not");
  });
});

describe("the tasks of the product", () => {
  it("have the ids and inputs of the API's contract, in its order", () => {
    const contract = tasks.map((task) => [task.id, ...inputNames(task)]);
    expect(contract).toEqual([
      ["summarization", "text"],
      ["question-answering", "question", "context"],
      ["sentiment-analysis", "text"],
    ]);
  });

  it("show an output as JSON where a task says nothing about it", () => {
    expect(echoTask.views(echoTask.parseInput({ text: "hi" }), { said: "hi", steps: 0 })).toEqual([
      { kind: "json", label: "Output", value: { said: "hi", steps: 0 } },
    ]);
  });
});
