import { restApi } from "#lib/server/wiring.ts";
import type { RequestHandler } from "./$types";

// A redirect would lose the POST of a client that does not follow it.
export const trailingSlash = "ignore";

// Every method comes here, so that a wrong one gets our answer.
export const fallback: RequestHandler = ({ request }) => restApi().metrics(request);
