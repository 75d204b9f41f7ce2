import * as v from "valibot";

/** A JSON object. `object` rather than an index signature, so that interfaces are assignable. */
export type JsonObject = object;

/** True for `{…}`, false for arrays, null and everything else. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema of any JSON object. */
export const jsonObjectSchema = v.custom<JsonObject>(isJsonObject, "not an object");
