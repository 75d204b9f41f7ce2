import * as v from "valibot";
import { errorCodes } from "./inference-error.ts";

/** The schema of a WireError, for what comes from a worker or over HTTP. */
export const wireErrorSchema = v.object({
  code: v.picklist(errorCodes),
  message: v.string(),
  retryable: v.boolean(),
  field: v.optional(v.string()),
  size: v.optional(v.number()),
  limit: v.optional(v.number()),
  retryAfterMs: v.optional(v.number()),
});
