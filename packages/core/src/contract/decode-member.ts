import * as v from "valibot";
import { InferenceError } from "./inference-error.ts";
import { isJsonObject } from "./json.ts";

/** A member of a union as it was read, or the type of one that this version does not know. */
export type Decoded<Member> =
  | { readonly kind: "known"; readonly member: Member }
  /** `type` is null for a value that is not told apart by one. */
  | { readonly kind: "unknown"; readonly type: string | null };

type Members = v.VariantSchema<"type", v.VariantOptions<"type">, undefined>;

/**
 * The value as a member of a union that is told apart by `type`. Nothing is lost in silence: what a newer
 * sender knows and this reader does not comes out as `unknown`, and what is malformed is an error.
 * @param what what a member is called in the error, such as `run event`
 * @throws InferenceError `backend-failed`, retryable, for a known member that does not hold what it must
 */
export function decodeMember<const Schema extends Members>(
  schema: Schema,
  value: unknown,
  what: string,
): Decoded<v.InferOutput<Schema>> {
  const type = isJsonObject(value) ? value["type"] : undefined;
  if (typeof type !== "string") return { kind: "unknown", type: null };
  const result = v.safeParse(schema, value);
  if (result.success) return { kind: "known", member: result.output };
  // The place alone: what stands there may hold input.
  const place = v.getDotPath(result.issues[0]);
  if (place === "type") return { kind: "unknown", type };
  throw new InferenceError(
    "backend-failed",
    `A ${what} "${type}" came whose ${place ?? "content"} is not what it must be: the two sides may be of different versions. Load the page again.`,
    { retryable: true },
  );
}
