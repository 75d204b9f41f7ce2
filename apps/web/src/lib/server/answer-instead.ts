import type { RequestEvent } from "@sveltejs/kit";
import { prefersHtml } from "@pilotlight/core/http";
import { withCaller } from "./caller.ts";
import { lateFaces, restApi } from "./wiring.ts";

/**
 * The answer to a request that only a page could answer otherwise, though none was asked for; null for
 * every other request. A program that mistypes an address reads where the API is, not 6 KB of HTML.
 */
export function answerInstead(event: RequestEvent): Promise<Response> | null {
  const { request, route, isDataRequest } = event;
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (route.id === null) {
    const isPage = isRead && (isDataRequest || prefersHtml(request.headers.get("accept")));
    return isPage ? null : restApi().unknownRoute(request);
  }
  // Kit would take this one for a form of the page that shares its address with the tools.
  if (route.id === "/mcp" && !isRead) {
    return withCaller(event, (caller) => lateFaces().mcp(request, caller));
  }
  return null;
}
