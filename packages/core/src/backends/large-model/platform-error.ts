import * as v from "valibot";

const text = v.fallback(v.nullish(v.string(), null), null);
const platformError = v.object({
  name: v.fallback(v.string(), "unknown"),
  code: text,
  cause: v.fallback(v.nullish(v.object({ code: text }), null), null),
});

/** What the platform threw where no reply came: its name, and its code such as `ECONNREFUSED`, wherever that stands. */
export function readPlatformError(cause: unknown): {
  readonly name: string;
  readonly code: string | null;
} {
  const result = v.safeParse(platformError, cause);
  if (!result.success) return { name: "unknown", code: null };
  const { name, code, cause: reason } = result.output;
  return { name, code: code ?? reason?.code ?? null };
}
