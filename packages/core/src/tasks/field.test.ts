import { describe, expect, it } from "vitest";
import { InferenceError } from "../contract/inference-error.ts";
import {
  choiceField,
  type Field,
  fieldSchema,
  numberField,
  parseField,
  switchField,
  textField,
} from "./field.ts";

const about = { label: "A field", description: "A field of a test." };
const text = textField({ ...about, placeholder: "", maxLength: 1200 });
const share = numberField({ ...about, min: 0, max: 1, step: 0.1, unit: "of all" });
const count = numberField({ ...about, fallback: 1, min: 1, max: 10 });
const mode = choiceField({
  ...about,
  fallback: "short",
  choices: [{ value: "short", label: "S" }],
});
const length = choiceField({
  ...about,
  fallback: "short",
  choices: [
    { value: "short", label: "S" },
    { value: "long", label: "L" },
  ],
  number: { label: "Sentences", min: 1, max: 100 },
});
const flag = switchField({ ...about, fallback: false });

function refusal(field: Field, value: unknown): InferenceError {
  try {
    parseField("name", field, value);
  } catch (error) {
    if (error instanceof InferenceError) return error;
    throw error;
  }
  throw new Error("The value was taken.");
}

describe("parseField takes", () => {
  it.each<[string, Field, unknown]>([
    ["a text", text, " with spaces around "],
    ["a text of the longest length", text, "x".repeat(1200)],
    ["emoji, accents, CJK and line ends", text, "é 👩‍👩‍👧 漢字\r\n"],
    ["a number at each bound", count, 10],
    ["a word of a choice", length, "long"],
    ["a number of a choice", length, 100],
    ["a switch", flag, true],
  ])("%s as it is", (_what, field, value) => {
    expect(parseField("name", field, value)).toBe(value);
  });

  it.each([undefined, null])("a field that was left out as its fallback (%s)", (value) => {
    expect(parseField("name", count, value)).toBe(1);
    expect(parseField("name", flag, value)).toBe(false);
    expect(parseField("name", length, value)).toBe("short");
  });
});

describe("parseField refuses, naming the field, what was sent and what is taken:", () => {
  it.each<[string, Field, unknown, string]>([
    [
      "a missing text",
      text,
      undefined,
      'The field "name" is missing. Send a text of 1 to 1,200 characters.',
    ],
    [
      "a text of spaces",
      text,
      " \n\t",
      'The field "name" is empty. Send a text of 1 to 1,200 characters.',
    ],
    [
      "a number for a text",
      text,
      7,
      'The field "name" is a number. Send a text of 1 to 1,200 characters.',
    ],
    [
      "an array for a text",
      text,
      ["a"],
      'The field "name" is an array. Send a text of 1 to 1,200 characters.',
    ],
    [
      "half a surrogate pair",
      text,
      "ab\ud83d",
      'The field "name" is not valid Unicode: half of a surrogate pair stands alone at position 2. Send whole characters.',
    ],
    [
      "a fraction between its steps",
      share,
      0.25,
      'The field "name" is 0.25. Send a number from 0 to 1 of all in steps of 0.1.',
    ],
    ["a fraction", count, 1.5, 'The field "name" is 1.5. Send a whole number from 1 to 10.'],
    [
      "a number out of bounds",
      count,
      11,
      'The field "name" is 11. Send a whole number from 1 to 10.',
    ],
    [
      "a number in quotes",
      count,
      "3",
      'The field "name" is a string. Send a whole number from 1 to 10.',
    ],
    [
      "no number at all",
      count,
      Number.NaN,
      'The field "name" is NaN. Send a whole number from 1 to 10.',
    ],
    ["an unknown word", mode, "huge", 'The field "name" is "huge". Send "short".'],
    ["a number where only words are", mode, 3, 'The field "name" is a number. Send "short".'],
    [
      "a number of a choice out of bounds",
      length,
      0,
      'The field "name" is 0. Send "short", "long" or a whole number from 1 to 100.',
    ],
    ["a word for a switch", flag, "true", 'The field "name" is a string. Send true or false.'],
    ["an object for a switch", flag, {}, 'The field "name" is an object. Send true or false.'],
  ])("%s", (_what, field, value, message) => {
    const error = refusal(field, value);
    expect(error.message).toBe(message);
    expect(error).toMatchObject({ code: "invalid-input", retryable: false });
    expect(error.details.field).toBe("name");
  });

  it("a text over the limit, with both numbers", () => {
    const error = refusal(text, "x".repeat(1201));
    expect(error.message).toBe(
      'The field "name" has 1,201 characters; the limit is 1,200. Shorten it or send it in parts.',
    );
    expect(error.details).toEqual({ field: "name", size: 1201, limit: 1200 });
  });

  it("a long wrong word, of which it repeats the beginning only", () => {
    const { message } = refusal(mode, "👩".repeat(500));
    expect(message.length).toBeLessThan(120);
    expect(message.isWellFormed()).toBe(true);
  });
});

describe("fieldSchema", () => {
  it("tells the bounds that parseField keeps", () => {
    expect(fieldSchema(text)).toMatchObject({ type: "string", minLength: 1, maxLength: 1200 });
    expect(fieldSchema(count)).toMatchObject({
      type: "integer",
      minimum: 1,
      maximum: 10,
      default: 1,
    });
    expect(fieldSchema(share)).toMatchObject({
      title: `${about.label} (of all)`,
      type: "number",
      minimum: 0,
      maximum: 1,
    });
    expect(fieldSchema(flag)).toMatchObject({ type: "boolean", default: false });
    expect(fieldSchema(mode)).toMatchObject({ type: "string", enum: ["short"], default: "short" });
    expect(fieldSchema(length)).toMatchObject({
      anyOf: [{ enum: ["short", "long"] }, { type: "integer", minimum: 1, maximum: 100 }],
    });
  });
});
