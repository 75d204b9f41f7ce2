import { containerApi, restApi } from "#lib/server/wiring.ts";
import type { RequestHandler } from "./$types";

// A redirect would lose the POST of a client that does not follow it.
export const trailingSlash = "ignore";

// There is something here in a container of SageMaker's alone.
export const fallback: RequestHandler = ({ request }) =>
  containerApi()?.ping(request) ?? restApi().unknownRoute(request);
