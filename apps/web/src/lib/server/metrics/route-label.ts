// The address of a request as a figure may be kept under it: few words, whatever is asked for.
const exact: ReadonlySet<string> = new Set([
  ...["/", "/config", "/demo", "/docs", "/healthz", "/mcp", "/metrics", "/openapi.json"],
  ...[
    "/invocations",
    "/ping",
    "/predict",
    "/readyz",
    "/api/v1/feedback",
    "/api/v1/status",
    "/api/v1/status/events",
  ],
  "/api/v1/wake",
]);

const kinds: readonly (readonly [pattern: RegExp, label: string])[] = [
  [/^\/api\/v1\/runs\/[^/]+$/u, "/api/v1/runs/{id}"],
  [/^\/api\/v1\/runs\/[^/]+\/events$/u, "/api/v1/runs/{id}/events"],
  [/^\/gradio_api(?:\/|$)/u, "/gradio_api/*"],
  [/^\/api(?:\/|$)/u, "/api/*"],
  [/^\/(?:_app|fonts|models|ort|swagger-ui)\//u, "files"],
  [/^\/[^/]+\.(?:css|html|ico|js|json|map|png|svg|txt|webmanifest|woff2)$/u, "files"],
];

/** The label of a path, one of a closed list; `other` for what is no address of ours. */
export function routeLabel(path: string, taskIds: ReadonlySet<string>): string {
  const plain = path.length > 1 ? path.replace(/\/+$/u, "") || "/" : path;
  if (exact.has(plain)) return plain;
  return (
    taskLabel(plain, taskIds) ?? kinds.find(([pattern]) => pattern.test(plain))?.[1] ?? "other"
  );
}

function taskLabel(path: string, taskIds: ReadonlySet<string>): string | null {
  const [, before = "", task = "", after = ""] =
    /^(\/|\/embed\/|\/api\/v1\/)([^/]+)(\/events)?$/u.exec(path) ?? [];
  if (!taskIds.has(task) || (after !== "" && before !== "/api/v1/")) return null;
  return `${before}{task}${after}`;
}
