// The endpoint's status at a border: from our server over HTTP.
import * as v from "valibot";
import { type EndpointStatus, endpointStatusSchema } from "./endpoint-status.ts";

/** The value as the large model's status; null when it is none, such as where no large model is set up. */
export function decodeEndpointStatus(value: unknown): EndpointStatus | null {
  const result = v.safeParse(endpointStatusSchema, value);
  return result.success ? result.output : null;
}
