import type { EndpointStatus } from "@pilotlight/core";
import { decodeEndpointStatus } from "@pilotlight/core/browser";

/** What the tabs of one browser tell each other about the large model. */
export type TabMessage =
  /** Is there a tab that follows the server, and what does it know? */
  | { readonly type: "ask" }
  /** There is, and it knows nothing yet. */
  | { readonly type: "here" }
  /** What the server told, or null when it has no large model. */
  | { readonly type: "status"; readonly status: EndpointStatus | null; readonly atMs: number };

/** A message of another tab; null when it cannot be read, as from a tab with another version of the app. */
export function parseTabMessage(value: unknown): TabMessage | null {
  if (typeof value !== "object" || value === null) return null;
  const { type, status, atMs } = value as Partial<Record<string, unknown>>;
  if (type === "ask" || type === "here") return { type };
  if (type !== "status" || typeof atMs !== "number") return null;
  const read = decodeEndpointStatus(status);
  return read || status === null ? { type, status: read, atMs } : null;
}
