import type { RequestEvent } from "@sveltejs/kit";
import { TRUST_PROXY } from "$app/env/private";
import { callerOf } from "./caller-of.ts";

/** Who sent this request. */
export function caller({ request: { headers }, getClientAddress }: RequestEvent): string {
  return callerOf({ headers, address: getClientAddress(), trustedProxies: TRUST_PROXY });
}
