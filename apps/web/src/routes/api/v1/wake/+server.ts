import { withCaller } from "#lib/server/caller.ts";
import { restApi } from "#lib/server/wiring.ts";
import type { RequestHandler } from "./$types";

// Every method comes here, so that a wrong one gets our answer.
export const fallback: RequestHandler = (event) =>
  withCaller(event, (caller) => restApi().wake(event.request, caller));
