import { Ajv2020 } from "ajv/dist/2020.js";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { tasks } from "../../tasks/registry.ts";
import { questionAnswering } from "../../tasks/question-answering/task.ts";
import { summarization } from "../../tasks/summarization/task.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { wordCount } from "../../testing/word-count/task.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { allTaskRuns } from "../../testing/serve-gradio.ts";
import { parseWish } from "./wish.ts";
import {
  runInfoJsonSchema,
  taskInputSchema,
  taskOutputSchema,
  taskReplySchema,
} from "./task-schema.ts";

const run = {
  id: "0123456789abcdef0123456789abcdef",
  backend: "onnx",
  role: "small",
  model: "word counter 1",
  reason: "the server's CPU answers at once",
  reasonFacts: { code: "at-once" },
  cached: false,
  queueMs: 1,
  computeMs: 2.5,
  notice: null,
  noticeFacts: [],
};

function isValid(schema: object, value: unknown): boolean {
  return new Ajv2020({ strict: true }).compile(schema)(value);
}

function accepts(task: AnyTask, input: unknown): boolean {
  try {
    task.parseInput(input);
    return true;
  } catch {
    return false;
  }
}

const runs = allTaskRuns({ clock: fakeClock() });

describe("the JSON schema of a task's input", () => {
  it("asks for the inputs, offers the options with their defaults, and takes nothing else", () => {
    const schema = taskInputSchema(questionAnswering);
    expect(schema).toMatchObject({
      type: "object",
      required: ["question", "context"],
      additionalProperties: false,
      properties: { topK: { type: "integer", minimum: 1, maximum: 10, default: 1 } },
    });
    expect(Object.keys(schema.properties ?? {})).toEqual(["question", "context", "topK"]);
  });

  it.each([
    {},
    { text: "A text." },
    { text: "" },
    { text: " \n\t" },
    { text: "\u3000\u00a0\ufeff\u2028" },
    { text: "\u0085" },
    { text: "\u200b" },
    { text: " \u0000 " },
    { text: " a " },
    { text: 3 },
    { text: "A text.", length: "short" },
    { text: "A text.", length: 3 },
    { text: "A text.", length: 0 },
    { text: "A text.", length: "tiny" },
    { text: "A text.", size: "short" },
  ])("agrees with the task's own check on %j", (input) => {
    expect(isValid(taskInputSchema(summarization), input)).toBe(accepts(summarization, input));
  });

  it("has the request-wide fields on request, within the bounds that REST takes", () => {
    const schema = taskInputSchema(wordCount, { backends: [{ backend: "onnx", role: "small" }] });
    for (const [options, taken] of [
      [{ backend: "onnx", waitMs: 600_000 }, true],
      [{ backend: "auto", waitMs: 0 }, true],
      [{ waitMs: 600_001 }, false],
      [{ backend: "cloud" }, false],
    ] as const) {
      const body = { text: "A text.", ...options };
      expect(isValid(schema, body)).toBe(taken);
      const parse = () => parseWish(options, runs);
      if (taken) expect(parse).not.toThrow();
      else expect(parse).toThrow(/Send/u);
    }
    expect(isValid(taskInputSchema(wordCount), { text: "A text.", backend: "onnx" })).toBe(false);
  });
});

describe("the JSON schema of a task's reply", () => {
  it("is a schema that a strict validator takes, for every task", () => {
    for (const task of [...tasks, wordCount]) {
      const schemas = [
        taskInputSchema(task, { backends: [{ backend: "onnx", role: "small" }] }),
        taskReplySchema(task),
      ];
      for (const schema of schemas) {
        expect(new Ajv2020({ strict: true }).validateSchema(schema)).toBe(true);
      }
    }
  });

  it("takes the output with its run and refuses either alone", () => {
    const schema = taskReplySchema(wordCount);
    expect(isValid(schema, { words: 4, run })).toBe(true);
    expect(isValid(schema, { words: 4 })).toBe(false);
    expect(isValid(schema, { run })).toBe(false);
    expect(isValid(taskOutputSchema(wordCount), { words: 4 })).toBe(true);
    expect(isValid(runInfoJsonSchema(), { ...run, backend: "cloud" })).toBe(false);
  });

  it("takes an output that is a choice of shapes", () => {
    const either = v.union([v.object({ yes: v.string() }), v.object({ no: v.number() })]);
    const schema = taskReplySchema({ ...wordCount, output: either });
    expect(isValid(schema, { yes: "it is", run })).toBe(true);
    expect(isValid(schema, { no: 3, run })).toBe(true);
    expect(isValid(schema, { no: "three", run })).toBe(false);
  });
});
