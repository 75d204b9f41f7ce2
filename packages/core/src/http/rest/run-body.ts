// The body of a run: the task's own fields, and beside them the fields that every run takes.
import { backendIds } from "../../contract/backend-id.ts";
import { InferenceError } from "../../contract/inference-error.ts";
import type { BackendChoice } from "../../router/rank-backends.ts";
import { quote, typeName } from "../../tasks/field.ts";
import { isJsonObject } from "../../contract/json.ts";

/** What a caller may set on any run, whatever the task. */
interface RunOptions {
  readonly choice: BackendChoice;
  /** How long the caller is ready to wait for a backend that is not warm; null when it does not say. */
  readonly waitMs: number | null;
}

/** One input, or many to be answered in order. */
export type RunBody =
  | { readonly kind: "single"; readonly options: RunOptions; readonly input: unknown }
  | { readonly kind: "batch"; readonly options: RunOptions; readonly inputs: readonly unknown[] };

/** The most inputs in one request. */
export const maxBatch = 256;

const maxWaitMs = 600_000;

/** @throws InferenceError `invalid-input`, naming the field, its size and its limit */
export function parseRunBody(body: unknown): RunBody {
  if (!isJsonObject(body)) {
    throw invalid(`The body is ${typeName(body)}. Send a JSON object with the task's fields.`);
  }
  const { backend, waitMs, ...rest } = body;
  const options = { choice: parseChoice(backend), waitMs: parseWait(waitMs) };
  if (!Object.hasOwn(rest, "inputs")) return { kind: "single", options, input: rest };
  const { inputs, ...others } = rest;
  const stray = Object.keys(others)[0];
  if (stray !== undefined) {
    throw invalid(
      `The field ${quote(stray)} stands beside "inputs". Put the task's fields inside each input.`,
      stray.slice(0, 100).toWellFormed(),
    );
  }
  return { kind: "batch", options, inputs: parseList("inputs", inputs) };
}

/**
 * A list of 1 to `maxBatch` items.
 * @throws InferenceError `invalid-input`, with its size and the limit
 */
export function parseList(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    const sent = value === undefined ? "missing" : typeName(value);
    throw invalid(`The field "${name}" is ${sent}. Send an array of 1 to ${maxBatch}.`, name);
  }
  const items: readonly unknown[] = value;
  if (items.length >= 1 && items.length <= maxBatch) return items;
  const size = items.length.toLocaleString("en-US");
  throw new InferenceError(
    "invalid-input",
    `The field "${name}" has ${size} items; one request takes 1 to ${maxBatch}. Send them in several requests.`,
    { field: name, size: items.length, limit: maxBatch },
  );
}

function parseChoice(value: unknown): BackendChoice {
  if (value === undefined || value === null) return "auto";
  const choices = ["auto", ...backendIds] as const;
  const choice = choices.find((known) => known === value);
  if (choice !== undefined) return choice;
  const sent = typeof value === "string" ? quote(value) : typeName(value);
  const known = choices.map((name) => `"${name}"`).join(", ");
  throw invalid(
    `The field "backend" is ${sent}. Send one of ${known}, or leave it out.`,
    "backend",
  );
}

/**
 * How long the caller is ready to wait, in milliseconds; null when it does not say.
 * @throws InferenceError `invalid-input`, naming the field
 */
export function parseWait(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= maxWaitMs) {
    return value;
  }
  const sent = typeof value === "number" ? String(value) : typeName(value);
  throw new InferenceError(
    "invalid-input",
    `The field "waitMs" is ${sent}. Send a whole number of milliseconds from 0 to ${maxWaitMs}, or leave it out.`,
    { field: "waitMs", limit: maxWaitMs, ...(typeof value === "number" ? { size: value } : {}) },
  );
}

function invalid(message: string, field?: string): InferenceError {
  return new InferenceError("invalid-input", message, field === undefined ? {} : { field });
}
