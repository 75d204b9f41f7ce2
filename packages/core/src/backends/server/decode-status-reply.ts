// What our server says of its large model, in the replies of two routes and in the events of one.
import * as v from "valibot";
import { decodeEndpointStatus } from "../../endpoint/decode-endpoint-status.ts";
import type { EndpointStatus } from "../../endpoint/endpoint-status.ts";

const reply = v.object({ endpoint: v.unknown() });

/** The large model's status in a reply; null when there is no large model, undefined when this is no such reply. */
export function decodeStatusReply(value: unknown): EndpointStatus | null | undefined {
  const result = v.safeParse(reply, value);
  return result.success ? decodeEndpointStatus(result.output.endpoint) : undefined;
}
