// The headers that every response carries, whoever makes it: pages, files, the API and errors.
type Source = "self" | "none" | "wasm-unsafe-eval" | "unsafe-inline" | "data:";

/** The policy in SvelteKit's form: pages get a nonce or hash for their own inline script added. */
export const contentSecurityPolicy = {
  "default-src": ["self"],
  // WebAssembly needs its own word; nothing else may be evaluated.
  "script-src": ["self", "wasm-unsafe-eval"],
  "style-src": ["self"],
  // Components place popovers with style attributes; an attribute cannot load or run anything.
  "style-src-attr": ["unsafe-inline"],
  "worker-src": ["self"],
  "img-src": ["self", "data:"],
  "connect-src": ["self"],
  "object-src": ["none"],
  "base-uri": ["self"],
  "frame-ancestors": ["self"],
  "form-action": ["self"],
} satisfies Record<string, Source[]>;

/** Sent on every response, in development too. */
export const alwaysHeaders = {
  // Both are needed for threads in WebAssembly (SharedArrayBuffer).
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "permissions-policy":
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
} as const;

/** The same policy as a header, for responses that Kit does not give one. */
export const basePolicy = Object.entries(contentSecurityPolicy)
  .map(([name, sources]) => {
    const quoted = sources.map((source) => (source.endsWith(":") ? source : `'${source}'`));
    return `${name} ${quoted.join(" ")}`;
  })
  .join("; ");

/**
 * For prerendered pages: they carry the policy with the hashes of their scripts in a meta element,
 * which cannot hold this directive; the full policy as a header would block those scripts.
 */
export const prerenderedPolicy = "frame-ancestors 'self'";

/** The headers of pages that are made for frames: who may hold them, also from an isolated page. */
export function embedHeaders(parents: readonly string[]): Record<string, string> {
  if (parents.length === 0) return {};
  return {
    "content-security-policy": ["frame-ancestors 'self'", ...parents].join(" "),
    "cross-origin-resource-policy": "cross-origin",
  };
}
