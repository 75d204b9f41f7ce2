import type { Handle, HandleServerError, ServerInit } from "@sveltejs/kit/hooks";
import { building } from "$app/env";
import { errorFacts } from "#lib/server/log.ts";
import { answerInstead } from "#lib/server/answer-instead.ts";
import { inRequest, requestIdHeader, requestIdOf } from "#lib/server/request-id.ts";
import { log, warmUp } from "#lib/server/wiring.ts";

/** Loads the small models while the first visitor is still on the way. */
export const init: ServerInit = () => {
  if (!building) void warmUp();
};

/** Leaves pages to those who ask for pages; everybody else reads a problem. */
export const handle: Handle = ({ event, resolve }) => {
  if (building) return resolve(event);
  // The server's entry has put its word for the request there; in development there is no entry.
  const id = requestIdOf(event.request.headers.get(requestIdHeader));
  return inRequest(id, () => answerInstead(event) ?? resolve(event));
};

/** Logs what a page failed with; the visitor reads the next step, never the error's own text. */
export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind === "app") return;
  if (kind !== "unknown" && error.status < 500) {
    return { message: "There is nothing at this address. Choose a tab above." };
  }
  log().error("page failed", { route: event.route.id, ...errorFacts(error) });
  return { message: "This page could not be made. Reload it; the server's log has the reason." };
};
