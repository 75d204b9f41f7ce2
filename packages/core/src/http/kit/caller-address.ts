// An address as what a caller is told apart by: whoever has one has its neighbours, its ports and its
// other spellings as well.

/**
 * The caller behind an address, however that is written: without its port, IPv4 within IPv6 as IPv4, and
 * IPv6 by the /64 that its owner has whole. Null for what is no address.
 */
export function callerAddress(text: string): string | null {
  const trimmed = text.trim();
  const ipv4 = /^(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/u.exec(trimmed)?.[0];
  if (ipv4 !== undefined) return canonicalIpv4(ipv4);
  const [, bracketed, plain = ""] = /^(?:\[([^\]]*)\]|([\da-f:.]+))/iu.exec(trimmed) ?? [];
  const groups = ipv6Groups((bracketed ?? plain).replace(/%.*$/u, ""));
  if (groups === null) return null;
  if (isIpv4Within(groups)) return groups.slice(6).flatMap(bytesOf).join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** Who is at the other end of a connection, as far as addresses tell. */
export interface ConnectedCaller {
  /** The other end's address; undefined when it is gone already. */
  readonly address: string | undefined;
  /** The value of the `x-forwarded-for` header. */
  readonly forwardedFor: string | null | undefined;
  /** How many proxies of the operator's own stand before the server. */
  readonly trustedProxies: number;
}

/** The caller whom the outermost trusted proxy saw, or the other end of the connection. */
export function connectedCaller({
  address = "",
  forwardedFor,
  trustedProxies,
}: ConnectedCaller): string {
  const connected = callerAddress(address) ?? "unknown";
  if (trustedProxies === 0) return connected;
  // Each proxy adds who it was called by to the end; what stands before that may be made up.
  const hops = (forwardedFor ?? "").split(",");
  return callerAddress(hops.at(-trustedProxies) ?? "") ?? connected;
}

function canonicalIpv4(text: string): string | null {
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes.join(".") : null;
}

/** The eight numbers of an IPv6 address; a ninth is a port that somebody put there without brackets. */
function ipv6Groups(text: string): readonly number[] | null {
  const withoutPort = /^((?:[\da-f]{1,4}:){7}[\da-f]{1,4}):\d{1,5}$/iu.exec(text)?.[1] ?? text;
  // The platform's own reader of addresses knows every spelling, and writes them in one.
  const host = URL.parse(`http://[${withoutPort}]/`)?.hostname.slice(1, -1);
  if (host === undefined) return null;
  const halves = host.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const [before = [], after = []] = halves;
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

/** True for `::ffff:0:0/96`, as a socket for both writes IPv4, and for `64:ff9b::/96`, as NAT64 does. */
function isIpv4Within(groups: readonly number[]): boolean {
  const prefix = groups.slice(0, 6).map((group) => group.toString(16));
  return ["0:0:0:0:0:ffff", "64:ff9b:0:0:0:0"].includes(prefix.join(":"));
}

function bytesOf(group: number): readonly number[] {
  return [group >> 8, group & 0xff];
}
