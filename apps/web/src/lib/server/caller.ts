import type { RequestEvent } from "@sveltejs/kit";
import { API_KEYS, TRUST_PROXY } from "$app/env/private";
import { type Caller, InferenceError } from "@pilotlight/core";
import { callerOf, knownKeys } from "./caller-of.ts";
import { restApi } from "./wiring.ts";

const keys = knownKeys(API_KEYS);

/** Answers a request with who sent it; one with a key that nobody knows is refused. */
export function withCaller(
  event: RequestEvent,
  reply: (caller: Caller) => Promise<Response>,
): Promise<Response> {
  const caller = identify(event);
  return caller instanceof InferenceError ? restApi().refuse(event.request, caller) : reply(caller);
}

function identify({ request, getClientAddress }: RequestEvent): Caller | InferenceError {
  try {
    const address = getClientAddress();
    return callerOf({ headers: request.headers, address, trustedProxies: TRUST_PROXY, keys });
  } catch (error) {
    if (error instanceof InferenceError) return error;
    throw error;
  }
}
