import { hash } from "node:crypto";

/** A short text that is the same for the same value and, for all that matters, for no other. */
export function fingerprintOf(value: unknown): string {
  return hash("sha256", JSON.stringify(value), "hex");
}
