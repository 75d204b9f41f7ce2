// The id of a request: its caller's own word for it, or one that is made here. It stands in the reply and
// in every entry of the log that comes of the request.
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

/** The header that has it, in requests and replies. */
export const requestIdHeader = "x-request-id";

// What proxies and tracing systems send: UUIDs, hex, base64, ULIDs.
const taken = /^[\w.:+/=@-]{1,128}$/u;

/** The id that a caller sent where it is 1 to 128 plain characters, else a new one. */
export function requestIdOf(sent: string | null | undefined): string {
  return typeof sent === "string" && taken.test(sent) ? sent : randomUUID();
}

const current = new AsyncLocalStorage<string>();

/** Does the work of a request; whatever comes of it, also later, knows the request's id. */
export function inRequest<Result>(id: string, work: () => Result): Result {
  return current.run(id, work);
}

/** What the log says of the request that led to an entry: nothing where none did. */
export function requestFacts(): { readonly requestId?: string } {
  const requestId = current.getStore();
  return requestId === undefined ? {} : { requestId };
}
