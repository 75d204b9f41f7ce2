// Gradio's positional `data` → a task's input. The clients send what they got: missing values come as
// null or not at all, and files come as a path that an upload gave them.
import { InferenceError } from "../../contract/inference-error.ts";
import type { Field } from "../../tasks/field.ts";
import { isJsonObject, type JsonObject } from "../../contract/json.ts";
import type { AnyTask } from "../../tasks/task.ts";

/** Reads an uploaded file by the path that the upload answered; undefined when there is none. */
export type ReadUpload = (path: string) => Uint8Array | undefined;

/**
 * Positional values as a checked input, options filled in.
 * @throws InferenceError `invalid-input`
 */
export function inputFromData(task: AnyTask, data: unknown, readUpload: ReadUpload): JsonObject {
  const names = Object.keys(task.fields);
  if (!Array.isArray(data)) {
    throw invalid("data", `"data" is not a list. Send a list of up to ${names.length} values.`);
  }
  const values: readonly unknown[] = data;
  if (values.length > names.length) {
    throw invalid(
      "data",
      `"data" has ${values.length} values; ${task.id} takes ${names.length}: ${names.join(", ")}.`,
    );
  }
  const named = names.map((name, index): [string, unknown] => [name, values[index] ?? undefined]);
  return inputFromNamed(task, Object.fromEntries(named), readUpload);
}

/**
 * Named values as a checked input, options filled in.
 * @throws InferenceError `invalid-input`
 */
export function inputFromNamed(
  task: AnyTask,
  named: Readonly<Record<string, unknown>>,
  readUpload: ReadUpload,
): JsonObject {
  const read = Object.entries(named).map(([name, value]) => {
    const field = Object.hasOwn(task.fields, name) ? task.fields[name] : undefined;
    return [name, field ? withText(name, field, value, readUpload) : value];
  });
  return task.parseInput(Object.fromEntries(read));
}

function withText(name: string, field: Field, value: unknown, readUpload: ReadUpload): unknown {
  if (field.kind !== "text" || !isJsonObject(value)) return value;
  const { path } = value;
  if (typeof path !== "string") {
    throw invalid(name, `The file in "${name}" has no path. Upload it, or send the text itself.`);
  }
  const bytes = readUpload(path);
  if (bytes) return decodeText(name, bytes);
  // Fetching an address that a caller names would let him reach the server's own network.
  throw invalid(
    name,
    `The file in "${name}" was not uploaded here, or some time ago. Upload it again, or send the text itself; addresses are not fetched.`,
  );
}

function decodeText(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalid(name, `The file in "${name}" is not text in UTF-8. Send a plain text file.`);
  }
}

function invalid(field: string, message: string): InferenceError {
  return new InferenceError("invalid-input", message, { field });
}
