// The body of a run: the task's own fields, and beside them the fields that every run takes.
import { formatCount } from "../../contract/format-count.ts";
import { InferenceError } from "../../contract/inference-error.ts";
import { quote, typeName } from "../../tasks/field.ts";
import { isJsonObject } from "../../contract/json.ts";
import type { WishFields } from "../kit/wish.ts";

/** One input, or many to be answered in order. */
export type RunBody =
  | { readonly kind: "single"; readonly wish: WishFields; readonly input: unknown }
  | { readonly kind: "batch"; readonly wish: WishFields; readonly inputs: readonly unknown[] };

/** The most inputs in one request. */
export const maxBatch = 256;

/** @throws InferenceError `invalid-input`, naming the field, its size and its limit */
export function parseRunBody(body: unknown): RunBody {
  if (!isJsonObject(body)) {
    throw invalid(`The body is ${typeName(body)}. Send a JSON object with the task's fields.`);
  }
  const { backend, waitMs, ...rest } = body;
  const wish = { backend, waitMs };
  if (!Object.hasOwn(rest, "inputs")) return { kind: "single", wish, input: rest };
  const { inputs, ...others } = rest;
  const stray = Object.keys(others)[0];
  if (stray !== undefined) {
    throw invalid(
      `The field ${quote(stray)} stands beside "inputs". Put the task's fields inside each input.`,
      stray.slice(0, 100).toWellFormed(),
    );
  }
  return { kind: "batch", wish, inputs: parseList("inputs", inputs) };
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
  const size = formatCount(items.length);
  throw new InferenceError(
    "invalid-input",
    `The field "${name}" has ${size} items; one request takes 1 to ${maxBatch}. Send them in several requests.`,
    { field: name, size: items.length, limit: maxBatch },
  );
}

function invalid(message: string, field?: string): InferenceError {
  return new InferenceError("invalid-input", message, field === undefined ? {} : { field });
}
