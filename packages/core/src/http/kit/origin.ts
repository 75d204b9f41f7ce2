// Which web pages may call: our own, and those of the origins that a setting names; none by default.
// There are no cookies, so nothing is ever sent along; what is guarded is the reply, the machine's time
// and the money that a wake costs.
import { InferenceError } from "../../contract/inference-error.ts";

/** The origins whose pages may call, in full, such as `https://lab.example`; `*` is all. */
export type AllowedOrigins = readonly string[];

/** What the guard goes by. */
export interface OriginPolicy {
  readonly allowedOrigins: AllowedOrigins;
  /**
   * The pages that count as our own: those of the host that the request names, or those of this machine
   * alone. A name server can point any name here, and then its pages have "our" host. Default `host`.
   */
  readonly ownPages?: "host" | "loopback";
}

const oneDaySeconds = "86400";

/**
 * Refuses what a page of another origin sends, whatever it sends it with: script, form or link.
 * @throws InferenceError `forbidden-origin`
 */
export function checkOrigin(request: Request, policy: OriginPolicy): void {
  if (isOurs(request, policy) || isAllowed(originOf(request), policy.allowedOrigins)) return;
  throw new InferenceError(
    "forbidden-origin",
    "Pages of another origin may not call this server. Add that origin to ALLOWED_ORIGINS; if the page is this server's own, have the proxy pass on the host header.",
  );
}

/** The headers that let an allowed page read a reply; none for anybody else. */
export function corsHeaders(request: Request, allowed: AllowedOrigins): Record<string, string> {
  if (allowed.length === 0) return {};
  const isOpen = allowed.includes("*");
  const vary: Record<string, string> = isOpen ? {} : { vary: "origin" };
  const origin = originOf(request);
  if (origin === null || !isAllowed(origin, allowed)) return vary;
  return {
    ...vary,
    "access-control-allow-origin": isOpen ? "*" : origin,
    "access-control-expose-headers": readableHeaders.join(", "),
  };
}

/** The answer to OPTIONS: what the route takes, and a browser's preflight where it is allowed. */
export function optionsResponse(
  request: Request,
  methods: readonly string[],
  allowed: AllowedOrigins,
): Response {
  const headers = new Headers({ allow: allowHeader(methods), ...corsHeaders(request, allowed) });
  if (headers.has("access-control-allow-origin")) {
    headers.set("access-control-allow-methods", allowHeader(methods));
    headers.set("access-control-allow-headers", sentHeaders.join(", "));
    headers.set("access-control-max-age", oneDaySeconds);
  }
  return new Response(null, { status: 204, headers });
}

/** The value of the `allow` header. */
export function allowHeader(methods: readonly string[]): string {
  return [...methods, "OPTIONS"].join(", ");
}

// One list for all faces: a name too many in a preflight does no harm, one too few breaks a client.
const sentHeaders = [
  "accept",
  "authorization",
  "cache-control",
  "content-type",
  "idempotency-key",
  "last-event-id",
  "prefer",
  // Gradio's client sends the first two, programs that speak its protocol the others.
  "x-gradio-user",
  "x-gradio-history-bucket",
  "x-pilotlight-backend",
  "x-pilotlight-wait-ms",
  "x-request-id",
  "mcp-method",
  "mcp-name",
  "mcp-protocol-version",
  "mcp-session-id",
];

const readableHeaders = [
  "location",
  "mcp-session-id",
  "preference-applied",
  "retry-after",
  "x-request-id",
  "x-run-id",
];

/** True for programs, for our own pages, and for a link or an address bar that opens a reply. */
function isOurs(request: Request, { ownPages = "host" }: OriginPolicy): boolean {
  const site = request.headers.get("sec-fetch-site");
  const origin = originOf(request);
  const isSafe = request.method === "GET" || request.method === "HEAD";
  // Opened by a link, a reply cannot be read by the page with the link; a form may send as well.
  if (isSafe && request.headers.get("sec-fetch-mode") === "navigate") return true;
  if (origin === null) return site === null || site === "same-origin" || site === "none";
  if (ownPages === "loopback" && isOwnLoopback(request, origin)) return true;
  // Browsers name the origin of every request that is not a plain GET, and most say how far it is.
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const url = URL.parse(origin);
  if (ownPages === "loopback")
    return url !== null && isLoopback(url.hostname) && isOwn(request, url);
  return site !== null || (url !== null && isOwn(request, url));
}

/**
 * True for a page that this very server shows to its own machine, by whichever of that machine's names:
 * browsers call two of them two sites.
 */
function isOwnLoopback(request: Request, origin: string): boolean {
  const page = URL.parse(origin);
  const asked = new URL(request.url);
  return (
    page !== null &&
    page.port === asked.port &&
    isLoopback(page.hostname) &&
    isLoopback(asked.hostname)
  );
}

/** True when the page's host is the one that was asked for, here or at the proxy before us. */
function isOwn({ url, headers }: Request, page: URL): boolean {
  // A page cannot make a browser send this header to another origin without asking first.
  const forwarded = (headers.get("x-forwarded-host") ?? "").split(",").map((host) => host.trim());
  return [new URL(url).host, ...forwarded].includes(page.host);
}

/** True for the names of this machine, which no name server is asked for. */
export function isLoopback(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u.test(hostname);
}

function originOf({ headers }: Request): string | null {
  return headers.get("origin");
}

function isAllowed(origin: string | null, allowed: AllowedOrigins): boolean {
  if (allowed.includes("*")) return true;
  // "null" is what sandboxed pages and files send: it names nobody.
  return origin !== null && origin !== "null" && allowed.includes(origin);
}
