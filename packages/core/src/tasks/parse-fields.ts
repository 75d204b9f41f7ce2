import { InferenceError } from "../contract/inference-error.ts";
import { type Fields, type InputOf, parseField, quote, typeName } from "./field.ts";
import { isJsonObject } from "../contract/json.ts";

/**
 * A request's fields as a checked input, options filled in.
 * @throws InferenceError `invalid-input`, naming the field, what was sent and what is taken
 */
export function parseFields<F extends Fields>(
  taskId: string,
  fields: F,
  value: unknown,
): InputOf<F> {
  if (!isJsonObject(value)) {
    throw new InferenceError(
      "invalid-input",
      `The input is ${typeName(value)}. Send an object with ${list(Object.keys(fields))}.`,
    );
  }
  const unknownName = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
  if (unknownName !== undefined) {
    throw new InferenceError(
      "invalid-input",
      `The field ${quote(unknownName)} is not known to ${taskId}. It takes ${list(Object.keys(fields))}.`,
      { field: unknownName.slice(0, 100).toWellFormed() },
    );
  }
  const entries = Object.entries(fields).map(([name, field]) => [
    name,
    parseField(name, field, Object.hasOwn(value, name) ? value[name] : undefined),
  ]);
  return Object.fromEntries(entries) as InputOf<F>;
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
