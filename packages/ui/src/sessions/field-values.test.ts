import { choiceField, numberField, switchField, textField } from "@pilotlight/core";
import { describe, expect, test } from "vitest";
import { fieldProblem, fits } from "./field-values.ts";

const text = textField({ label: "Text", description: "", placeholder: "", maxLength: 10 });
const length = choiceField({
  label: "Length",
  description: "",
  fallback: "short",
  choices: [{ value: "short", label: "Short" }],
  number: { label: "Sentences", min: 1, max: 9 },
});
const topK = numberField({ label: "Answers", description: "", fallback: 1, min: 1, max: 10 });

describe("what is wrong with a value", () => {
  test("an empty text says what to do", () => {
    expect(fieldProblem("text", text, " \n")).toMatch(/empty.*example/u);
  });

  test("a text that is too long says by how much", () => {
    expect(fieldProblem("text", text, "x".repeat(1_234))).toBe(
      "1,234 characters; the limit is 10. Shorten it by 1,224, or send it in parts.",
    );
  });

  test.each([NaN, 0, 10, 2.5])("%s is no number of sentences from 1 to 9", (value) => {
    expect(fieldProblem("length", length, value)).toBe("Give a whole number from 1 to 9.");
  });

  test("good values have no problem", () => {
    expect(fieldProblem("text", text, "fine")).toBeNull();
    expect(fieldProblem("length", length, 9)).toBeNull();
    expect(fieldProblem("length", length, "short")).toBeNull();
    expect(fieldProblem("topK", topK, 10)).toBeNull();
  });
});

describe("what a draft may restore", () => {
  test("a text may be anything that was typed, even too long", () => {
    expect(fits(text, "")).toBe(true);
    expect(fits(text, "x".repeat(100))).toBe(true);
    expect(fits(text, 3)).toBe(false);
    expect(fits(text, undefined)).toBe(false);
  });

  test("an option must be one that the field takes", () => {
    expect(fits(length, "short")).toBe(true);
    expect(fits(length, "gone")).toBe(false);
    expect(fits(topK, 11)).toBe(false);
    expect(fits(topK, null)).toBe(false);
    expect(fits(switchField({ label: "", description: "", fallback: false }), "yes")).toBe(false);
  });
});
