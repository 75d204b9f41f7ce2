import type { FuzzBytes } from "./fuzz-bytes.ts";
import type { FuzzRequest } from "./fuzz-request.ts";
import type { Outcome } from "./send.ts";

const isOurs = /^\/(?:api|predict|demo|healthz|readyz|openapi\.json)(?:\/|\?|$)/u;

/** What is wrong with an outcome, in words; null when it is as it should be. */
export function faultOf(outcome: Outcome, item: FuzzRequest | FuzzBytes): string | null {
  if (outcome.kind === "hang") return "no reply in time";
  // Bytes that are no request may be met with silence; a request may not.
  if (outcome.kind === "closed") return item.kind === "bytes" ? null : "closed without a reply";
  if (outcome.kind !== "reply") return null;
  const { status, headers } = outcome;
  if (status < 200 || status >= 500) return `status ${status}`;
  if (headers["cross-origin-embedder-policy"] !== "require-corp") return "no isolation headers";
  if (headers["content-security-policy"] === undefined) return "no content security policy";
  if (status < 400) return null;
  const isProblem = headers["content-type"] === "application/problem+json";
  if (!isProblem) return isOurs.test(pathOf(item)) ? `${status} without a problem` : null;
  return problemFault(outcome.body, status);
}

function pathOf(item: FuzzRequest | FuzzBytes): string {
  if (item.kind === "http") return item.path;
  const [, target = ""] = item.bytes.toString("latin1").split(" ");
  return target.replace(/^https?:\/\/[^/]*/u, "");
}

function problemFault(body: string, status: number): string | null {
  // The answer to HEAD has no body.
  if (body === "") return null;
  const value: unknown = JSON.parse(body);
  if (typeof value !== "object" || value === null) return "a problem that is no object";
  const isWhole = ["type", "title", "status", "detail", "code", "retryable"].every(
    (name) => name in value,
  );
  if (!isWhole) return "a problem without its members";
  return "status" in value && value.status === status ? null : "a problem with another status";
}
