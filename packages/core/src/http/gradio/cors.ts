// Who may call from a page of another origin. Both clients need a preflight for each route, since they
// send JSON headers even on the stream.

/** Origins in full, such as `https://lab.example`, or `*` for every one; empty for the app's own alone. */
export type AllowedOrigins = readonly string[] | "*";

const allowed = {
  "access-control-allow-methods": "GET, POST, HEAD, OPTIONS",
  "access-control-allow-headers":
    "content-type, authorization, idempotency-key, x-gradio-user, x-gradio-history-bucket, x-pilotlight-backend, x-pilotlight-wait-ms",
  "access-control-expose-headers": "retry-after",
  "access-control-max-age": "7200",
};

/** The answer to a preflight; without the headers the browser refuses for us. */
export function preflight(request: Request, origins: AllowedOrigins): Response {
  const response = new Response(null, { status: 204 });
  allowOrigin(response.headers, request, origins);
  if (response.headers.has("access-control-allow-origin")) {
    for (const [name, value] of Object.entries(allowed)) response.headers.set(name, value);
  }
  return response;
}

/** Adds what lets a page of an allowed origin read the answer. */
export function allowOrigin(headers: Headers, request: Request, origins: AllowedOrigins): void {
  if (origins === "*") {
    headers.set("access-control-allow-origin", "*");
    headers.set("access-control-expose-headers", "retry-after");
    return;
  }
  headers.append("vary", "origin");
  const origin = request.headers.get("origin");
  // "null" is what sandboxed pages and files send: it names nobody.
  if (origin === null || origin === "null" || !origins.includes(origin)) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-expose-headers", "retry-after");
}
