// The values of a form: what it starts with, what a draft may restore, and what is wrong with it.
import {
  type AnyTask,
  type Field,
  InferenceError,
  numberWords,
  parseField,
  takesNumber,
} from "@pilotlight/core";
import { decimal, language } from "../text/language.svelte.ts";

/** What a field of a form holds. */
export type FieldValue = string | number | boolean;

/** A form's values by field name. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** What the form of a task starts with. */
export function initialValues(task: AnyTask): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(task.fields).map(([name, field]) => [name, initialValue(field)]),
  );
}

/** True when a stored or given value can stand in the field; a text may be anything that was typed. */
export function fits(field: Field, value: unknown): value is FieldValue {
  if (field.kind === "text") return typeof value === "string";
  try {
    parseField("", field, value);
    return value !== undefined && value !== null;
  } catch (error) {
    if (error instanceof InferenceError) return false;
    throw error;
  }
}

/** What keeps a value from being sent, in words for the person at the form; null when nothing. */
export function fieldProblem(name: string, field: Field, value: FieldValue): string | null {
  if (field.kind === "text" && typeof value === "string") {
    if (value.length > field.maxLength) {
      return `${count(value.length)} characters; the limit is ${count(field.maxLength)}. Shorten it by ${count(value.length - field.maxLength)}, or send it in parts.`;
    }
    if (value.trim() === "") return `This is empty. Write or paste it, or pick an example.`;
  }
  const bounds = field.kind === "choice" ? field.number : field.kind === "number" ? field : null;
  if (bounds && typeof value === "number") {
    return takesNumber(bounds, value) ? null : `Give ${numberWords(bounds, count)}.`;
  }
  try {
    parseField(name, field, value);
    return null;
  } catch (error) {
    if (error instanceof InferenceError) return error.message;
    throw error;
  }
}

/** A number as the page writes it. */
export function count(value: number): string {
  if (Number.isInteger(value)) return decimal(value);
  return value.toLocaleString(language.current);
}

function initialValue(field: Field): FieldValue {
  const declared = field.initial ?? field.fallback;
  if (declared !== undefined) return declared;
  switch (field.kind) {
    case "text":
      return "";
    case "number":
      return field.min;
    case "switch":
      return false;
    case "choice":
      return field.choices[0]?.value ?? field.number?.min ?? "";
  }
}
