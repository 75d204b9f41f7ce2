import { fuzzBody } from "./fuzz-body.ts";
import type { Random } from "./random.ts";

/** A request that Node's own client can send. */
export interface FuzzRequest {
  readonly kind: "http";
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** After this time the client goes away, whatever has come; null to wait for the reply. */
  readonly leaveAfterMs: number | null;
}

type Header = readonly [name: string, value: string];

const taskPaths = [
  "/api/v1/sentiment-analysis",
  "/api/v1/question-answering",
  "/api/v1/summarization",
  "/predict",
  "/demo",
] as const;

const otherPaths = [
  "/",
  "/sentiment-analysis",
  "/summarization",
  "/api",
  "/api/",
  "/api/v1",
  "/api/v1/status",
  "/api/v1/status/",
  "/api/v1/wake",
  "/api/v1/feedback",
  "/api/v1/none",
  "/api/v1/constructor",
  "/api/v1/..%2f..%2fetc",
  "/healthz",
  "/readyz",
  "/readyz/__data.json",
  "/api/v1/status/__data.json",
  "/api/v2/x",
  "/api/v1/runs",
  "/api/v1/runs/",
  "/api/v1/runs/none",
  "/api/v1/runs/__proto__?after=-1",
  "/openapi.json",
  "/config",
  "/gradio_api/info",
  "/gradio_api/queue/join",
  "/gradio_api/call/sentiment-analysis",
  "/gradio_api/upload",
  "/mcp",
  "/%00",
  "/api/%ff",
  "/api/v1/%F0%9F%94%A5",
  "//",
  "//api//v1",
  "/models/",
  "/models/none/config.json",
  "/_app/env.js",
  "/_app/remote/x",
  "/../../etc/passwd",
  "/?x-sveltekit-x=1",
  "/api/v1/status?a=%",
  "/.env",
] as const;

const contentTypes = [
  "application/json; charset=utf-8",
  "text/plain",
  "",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=a",
  "application/json; charset=utf-16",
  "*/*",
  "\x80\xff",
  "APPLICATION/JSON",
  "application/json;;;",
  "application/jsonp",
] as const;

const accepts = [
  "application/json",
  "text/event-stream",
  "*/*",
  "text/html",
  "image/*",
  ";;q=",
  "*/*;q=0",
  "",
  "text/event-stream;q=0.1, application/json;q=0.2",
  "a".repeat(3_000),
] as const;

const oddHeaders: readonly [Header, ...Header[]] = [
  ["content-encoding", "gzip"],
  ["origin", "https://evil.example"],
  ["origin", "null"],
  ["sec-fetch-site", "cross-site"],
  ["x-forwarded-proto", "https, http"],
  ["x-forwarded-host", "a b"],
  ["x-forwarded-proto", "javascript:"],
  ["range", "bytes=5-1"],
  ["expect", "100-continue"],
  ["if-none-match", "*"],
  ["cookie", "a=b; ".repeat(500)],
  ["x-big", "y".repeat(15_000)],
  ["x-sveltekit-action", "true"],
  ["accept-encoding", "br;q=x"],
  ["last-event-id", "-1"],
  ["x-http-method-override", "DELETE"],
  ["host", ""],
  ["host", "[::"],
  ["prefer", "respond-async"],
  ["authorization", "Bearer nobody-knows-this-key"],
  ["authorization", "Bearer \xff"],
];

const methods = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "PROPFIND", "TRACE"] as const;

/** A request that is right in parts. */
export function fuzzRequest(random: Random): FuzzRequest {
  const isRun = random.chance(0.8);
  const path = isRun ? random.pick(taskPaths) : random.pick([...otherPaths]);
  const method = random.chance(isRun ? 0.05 : 0.5) ? random.pick(methods) : "POST";
  const headers: Record<string, string> = {};
  if (!random.chance(0.02)) headers["content-type"] = "application/json";
  if (random.chance(0.05)) headers["content-type"] = random.pick(contentTypes);
  if (random.chance(0.2)) headers["accept"] = random.pick(accepts);
  if (random.chance(0.1)) {
    const [name, value] = random.pick(oddHeaders);
    headers[name] = value;
  }
  const body = method === "GET" || method === "HEAD" ? null : fuzzBody(random, path);
  // One of the two must be named: Node's client sends the body of a DELETE without either.
  if (body && random.chance(0.5)) headers["content-length"] = String(body.length);
  else if (body) headers["transfer-encoding"] = "chunked";
  // The status as events goes on for as long as somebody listens.
  const isEndless = path.startsWith("/api/v1/status") && headers["accept"] === "text/event-stream";
  const leaveAfterMs = isEndless || random.chance(0.02) ? random.below(30) : null;
  return { kind: "http", method, path, headers, body, leaveAfterMs };
}
