interface Connection {
  readonly headers: Headers;
  /** The other end of the connection; undefined when it is gone already. */
  readonly address: string | undefined;
  /** How many proxies of the operator's own stand before the server. */
  readonly trustedProxies: number;
}

/** Who asks, for fairness and limits: the address that the outermost trusted proxy saw. */
export function callerOf({ headers, address = "unknown", trustedProxies }: Connection): string {
  if (trustedProxies === 0) return address;
  // Each proxy adds who it was called by to the end; what stands before that may be made up.
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
  return hops.at(-trustedProxies) || address;
}
