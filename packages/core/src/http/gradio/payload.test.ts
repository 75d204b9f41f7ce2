import { describe, expect, it } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import { questionAnswering } from "../../tasks/question-answering/task.ts";
import { summarization } from "../../tasks/summarization/task.ts";
import { inputFromData, inputFromNamed } from "./payload.ts";

const files = new Map([
  ["uploads/1/a.txt", new TextEncoder().encode("\u{FEFF}from a file")],
  ["uploads/1/a.bin", new Uint8Array([0xff, 0xfe])],
]);
const readUpload = (path: string) => files.get(path);

function failureOf(parse: () => unknown): InferenceError {
  try {
    parse();
  } catch (error) {
    if (error instanceof InferenceError) return error;
  }
  return new InferenceError("internal", "It did not fail.");
}

describe("inputFromData", () => {
  it("reads values by position and fills in what is null or left out", () => {
    const filled = { text: "A text.", length: "medium" };
    expect(inputFromData(summarization, ["A text."], readUpload)).toEqual(filled);
    expect(inputFromData(summarization, ["A text.", null], readUpload)).toEqual(filled);
    expect(inputFromData(summarization, ["A text.", 3], readUpload)).toEqual({
      text: "A text.",
      length: 3,
    });
  });

  it("reads an uploaded file where a text is asked for", () => {
    const file = { path: "uploads/1/a.txt", meta: { _type: "gradio.FileData" } };
    expect(inputFromData(questionAnswering, ["Who?", file], readUpload)).toMatchObject({
      context: "from a file",
    });
  });

  it.each([
    [[], "text", 'The field "text" is missing'],
    [["", "short"], "text", 'The field "text" is empty'],
    [["a", "b", "c"], "data", '"data" has 3 values; summarization takes 2: text, length.'],
    ["a text", "data", '"data" is not a list'],
    [[{ path: "https://other.example/a" }], "text", "addresses are not fetched"],
    [[{ url: "https://other.example/a" }], "text", "has no path"],
    [[{ path: "uploads/1/a.bin" }], "text", "is not text in UTF-8"],
  ])("refuses %j and names the parameter %s", (data, field, message) => {
    const failure = failureOf(() => inputFromData(summarization, data, readUpload));
    expect([failure.code, failure.details.field]).toEqual(["invalid-input", field]);
    expect(failure.message).toContain(message);
  });
});

describe("inputFromNamed", () => {
  it("reads values by name and refuses a name that is not known", () => {
    expect(inputFromNamed(summarization, { text: "A." }, readUpload)).toEqual({
      text: "A.",
      length: "medium",
    });
    expect(() => inputFromNamed(summarization, { text: "A.", n: 3 }, readUpload)).toThrow(
      'The field "n" is not known to summarization',
    );
  });
});
