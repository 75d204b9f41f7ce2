// Which web pages of other origins may call the API. Ours needs no permission; the others are named
// in a setting, and there is none by default. There are no cookies, so nothing is ever sent along.
import { InferenceError } from "../../contract/inference-error.ts";

/** The origins that may call, as the setting lists them; `*` is all. */
export type AllowedOrigins = readonly string[];

const oneDaySeconds = "86400";

/**
 * @throws InferenceError `forbidden-origin` when the browser says that a page of another origin asks
 * and that origin is not allowed
 */
export function checkOrigin({ headers }: Request, allowed: AllowedOrigins): void {
  const site = headers.get("sec-fetch-site");
  // Absent from programs and old browsers: those cannot send JSON across origins without a preflight.
  if (site === null || site === "same-origin" || site === "none") return;
  // A link or an address bar opens a reply but cannot read it for another page.
  if (headers.get("sec-fetch-mode") === "navigate") return;
  if (isAllowed(headers.get("origin"), allowed)) return;
  throw new InferenceError(
    "forbidden-origin",
    "Pages of another origin may not call this API. Add that origin to ALLOWED_ORIGINS.",
  );
}

/** The headers that let an allowed page read a reply; none for anybody else. */
export function corsHeaders(request: Request, allowed: AllowedOrigins): Record<string, string> {
  if (allowed.length === 0) return {};
  const origin = request.headers.get("origin");
  if (origin === null || !isAllowed(origin, allowed)) return { vary: "origin" };
  return {
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "retry-after, location, x-run-id, preference-applied",
    vary: "origin",
  };
}

/** The answer to OPTIONS: what the route takes, and a browser's preflight where it is allowed. */
export function optionsResponse(
  request: Request,
  methods: readonly string[],
  allowed: AllowedOrigins,
): Response {
  const headers = new Headers({ allow: allowHeader(methods) });
  for (const [name, value] of Object.entries(corsHeaders(request, allowed))) {
    headers.set(name, value);
  }
  if (headers.has("access-control-allow-origin")) {
    headers.set("access-control-allow-methods", allowHeader(methods));
    headers.set(
      "access-control-allow-headers",
      "content-type, accept, authorization, idempotency-key, last-event-id, prefer",
    );
    headers.set("access-control-max-age", oneDaySeconds);
  }
  return new Response(null, { status: 204, headers });
}

/** The value of the `allow` header. */
export function allowHeader(methods: readonly string[]): string {
  return [...methods, "OPTIONS"].join(", ");
}

function isAllowed(origin: string | null, allowed: AllowedOrigins): boolean {
  return origin !== null && (allowed.includes("*") || allowed.includes(origin));
}
