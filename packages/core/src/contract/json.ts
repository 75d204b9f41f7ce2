import * as v from "valibot";

/** A JSON object. `object` rather than an index signature, so that interfaces are assignable. */
export type JsonObject = object;

/** True for `{…}`, false for arrays, null and everything else. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a JSON text; undefined for any other, which no JSON is. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The schema of any JSON object. */
export const jsonObjectSchema = v.custom<JsonObject>(isJsonObject, "not an object");
