// The fields of a task: from one declaration come the form, the check, and the JSON schema.
import { formatCount } from "../contract/format-count.ts";
import { InferenceError } from "../contract/inference-error.ts";
import { type NumberBounds, numberSchema, numberWords, takesNumber } from "./number-bounds.ts";

interface FieldBase<Kind extends string, Value> {
  readonly kind: Kind;
  readonly label: string;
  /** One line under the field and in the API's documentation. */
  readonly description: string;
  /** Present on options: the value when the caller leaves the field out. A field without it is required. */
  readonly fallback?: Value;
  /** What the form starts with, where that differs from `fallback`. */
  readonly initial?: Value;
}

/** A text. Never empty, well-formed Unicode, at most `maxLength` UTF-16 units. */
export interface TextField extends FieldBase<"text", string> {
  readonly placeholder: string;
  /** Rows shown in the form; one row is a single-line field. */
  readonly rows: number;
  readonly maxLength: number;
}

/** One of a few words; with `number`, also a number within bounds. */
export interface ChoiceField extends FieldBase<"choice", string | number> {
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly number?: NumberBounds & { readonly label: string };
}

/** A number within bounds: a whole one, or fractions by `step`, of a unit. */
export interface NumberField extends FieldBase<"number", number>, NumberBounds {}

/** Yes or no. */
export interface SwitchField extends FieldBase<"switch", boolean> {
  readonly fallback: boolean;
}

/** A field of a task's form and request. */
export type Field = TextField | ChoiceField | NumberField | SwitchField;

/** The fields of a task by name; their order is the positional order of the API. */
export type Fields = Readonly<Record<string, Field>>;

type ValueOf<F extends Field> = F extends TextField
  ? string
  : F extends ChoiceField
    ? string | number
    : F extends NumberField
      ? number
      : boolean;

/** The input that a set of fields describes. */
export type InputOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> };

/** The most UTF-16 units that a text field takes unless it says otherwise. */
const defaultMaxTextLength = 1_000_000;

/** Declares a text field. */
export function textField(
  options: Pick<TextField, "label" | "description" | "placeholder"> & Partial<TextField>,
): TextField {
  return { rows: 10, maxLength: defaultMaxTextLength, ...options, kind: "text" };
}

/** Declares a field that takes one of a few words, or also a number. */
export function choiceField(options: Omit<ChoiceField, "kind">): ChoiceField {
  return { ...options, kind: "choice" };
}

/** Declares a field that takes a number. */
export function numberField(options: Omit<NumberField, "kind">): NumberField {
  return { ...options, kind: "number" };
}

/** Declares a field that takes true or false. */
export function switchField(options: Omit<SwitchField, "kind">): SwitchField {
  return { ...options, kind: "switch" };
}

/**
 * The value of one field, checked.
 * @throws InferenceError `invalid-input`, naming the field, what was sent and what is taken
 */
export function parseField(name: string, field: Field, value: unknown): string | number | boolean {
  if (value === undefined || value === null) {
    if (field.fallback !== undefined) return field.fallback;
    throw invalid(name, `The field "${name}" is missing. Send ${expected(field)}.`);
  }
  switch (field.kind) {
    case "text":
      return parseText(name, field, value);
    case "choice":
      return parseChoice(name, field, value);
    case "number":
      return parseNumber(name, field, field, value);
    case "switch":
      if (typeof value === "boolean") return value;
      throw wrongType(name, field, value);
  }
}

/** A field's label, with the unit of its numbers. */
export function fieldLabel(field: Field): string {
  return field.kind === "number" && field.unit !== undefined
    ? `${field.label} (${field.unit})`
    : field.label;
}

/** The JSON schema of one field. */
export function fieldSchema(field: Field): Readonly<Record<string, unknown>> {
  const about = {
    title: fieldLabel(field),
    description: field.description,
    ...(field.fallback === undefined ? {} : { default: field.fallback }),
  };
  switch (field.kind) {
    case "text":
      // White space alone is no text.
      return {
        type: "string",
        minLength: 1,
        maxLength: field.maxLength,
        pattern: String.raw`\S`,
        ...about,
      };
    case "number":
      return { ...numberSchema(field), ...about };
    case "switch":
      return { type: "boolean", ...about };
    case "choice": {
      const words = { type: "string", enum: field.choices.map(({ value }) => value) };
      if (!field.number) return { ...words, ...about };
      return { anyOf: [words, numberSchema(field.number)], ...about };
    }
  }
}

function parseText(name: string, field: TextField, value: unknown): string {
  if (typeof value !== "string") throw wrongType(name, field, value);
  if (value.length > field.maxLength) {
    throw new InferenceError(
      "invalid-input",
      `The field "${name}" has ${formatCount(value.length)} characters; the limit is ${formatCount(field.maxLength)}. Shorten it or send it in parts.`,
      { field: name, size: value.length, limit: field.maxLength },
    );
  }
  if (value.trim() === "") {
    throw invalid(name, `The field "${name}" is empty. Send ${expected(field)}.`);
  }
  const loneSurrogate = value.isWellFormed() ? -1 : value.search(/\p{Surrogate}/u);
  if (loneSurrogate >= 0) {
    throw invalid(
      name,
      `The field "${name}" is not valid Unicode: half of a surrogate pair stands alone at position ${loneSurrogate}. Send whole characters.`,
    );
  }
  return value;
}

function parseChoice(name: string, field: ChoiceField, value: unknown): string | number {
  if (typeof value === "number" && field.number) {
    return parseNumber(name, field, field.number, value);
  }
  const chosen = field.choices.find((choice) => choice.value === value);
  if (chosen) return chosen.value;
  if (typeof value !== "string") throw wrongType(name, field, value);
  throw invalid(name, `The field "${name}" is ${quote(value)}. Send ${expected(field)}.`);
}

function parseNumber(name: string, field: Field, bounds: NumberBounds, value: unknown): number {
  if (typeof value !== "number") throw wrongType(name, field, value);
  if (takesNumber(bounds, value)) return value;
  throw new InferenceError(
    "invalid-input",
    `The field "${name}" is ${value}. Send ${expected(field)}.`,
    { field: name, size: value, limit: bounds.max },
  );
}

function wrongType(name: string, field: Field, value: unknown): InferenceError {
  return invalid(name, `The field "${name}" is ${typeName(value)}. Send ${expected(field)}.`);
}

function invalid(field: string, message: string): InferenceError {
  return new InferenceError("invalid-input", message, { field });
}

function expected(field: Field): string {
  switch (field.kind) {
    case "text":
      return `a text of 1 to ${formatCount(field.maxLength)} characters`;
    case "number":
      return numberWords(field);
    case "switch":
      return "true or false";
    case "choice": {
      const words = field.choices.map(({ value }) => `"${value}"`).join(", ");
      return field.number ? `${words} or ${numberWords(field.number)}` : words;
    }
  }
}

/** A value's JSON type with its article, for messages. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  return typeof value === "boolean" ? String(value) : `a ${typeof value}`;
}

/** A caller's own words in a message: quoted, on one line, at most 40 characters of them. */
export function quote(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text;
  return JSON.stringify(short);
}
