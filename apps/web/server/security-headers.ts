// The headers that every response carries, whoever makes it: pages, files, the API and errors.
type Source = "self" | "none" | "wasm-unsafe-eval" | "unsafe-inline" | "data:";

const everywhere = {
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

/**
 * The policy of pages in SvelteKit's form, which adds a nonce or hash for a page's own inline script.
 * A page's code can turn text into script or markup by these policies alone: Svelte's templates, Kit's
 * registration of the service worker, and ours, which lets addresses of our own origin through
 * (src/lib/browser/trust-own-scripts.ts). Not for other responses: what a worker may load is said by the
 * headers of its own script, and the ML runtime starts its threads from plain addresses.
 */
export const contentSecurityPolicy = {
  ...everywhere,
  "require-trusted-types-for": ["script"] satisfies "script"[],
  "trusted-types": ["default", "svelte-trusted-html", "sveltekit-trusted-url"],
};

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

/** The policy as a header, for responses that Kit does not give one. */
export const basePolicy = Object.entries(everywhere)
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

/**
 * Browsers that came by HTTPS shall come by nothing else for a year. Names under this one are not
 * promised for: they may be somebody else's.
 */
export const httpsOnlyHeaders = { "strict-transport-security": "max-age=31536000" } as const;

/** The headers of pages that are made for frames: who may hold them, also from an isolated page. */
export function embedHeaders(parents: readonly string[]): Record<string, string> {
  if (parents.length === 0) return {};
  return {
    "content-security-policy": ["frame-ancestors 'self'", ...parents].join(" "),
    "cross-origin-resource-policy": "cross-origin",
  };
}
