import { createHash } from "node:crypto";
import { type Caller, InferenceError } from "@pilotlight/core";
import { connectedCaller } from "@pilotlight/core/http";

interface Connection {
  readonly headers: Headers;
  /** The other end of the connection; undefined when it is gone already. */
  readonly address: string | undefined;
  /** How many proxies of the operator's own stand before the server. */
  readonly trustedProxies: number;
  /** What keys this server knows. */
  readonly keys: KnownKeys;
}

/** The keys that this server knows, as hashes: how long a comparison takes tells nothing of a key. */
export type KnownKeys = ReadonlySet<string>;

/** The known keys of a list. */
export function knownKeys(keys: readonly string[]): KnownKeys {
  return new Set(keys.map(hashOf));
}

/**
 * Who asks: the holder of a key, or the address that the outermost trusted proxy saw.
 * @throws InferenceError `unknown-key` when a key was sent that is none of this server's
 */
export function callerOf({ headers, address, trustedProxies, keys }: Connection): Caller {
  const key = /^Bearer +(\S+) *$/iu.exec(headers.get("authorization") ?? "")?.[1];
  // A server without keys leaves the header to whoever stands before it.
  if (key === undefined || keys.size === 0) {
    const forwardedFor = headers.get("x-forwarded-for");
    const caller = connectedCaller({ address, forwardedFor, trustedProxies });
    return { caller, isKnownCaller: false };
  }
  const hash = hashOf(key);
  if (keys.has(hash)) return { caller: `key ${hash.slice(0, 16)}`, isKnownCaller: true };
  throw new InferenceError(
    "unknown-key",
    'The key in the "authorization" header is not one of this server\'s. Correct it, or leave the header out to ask without a key.',
  );
}

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
