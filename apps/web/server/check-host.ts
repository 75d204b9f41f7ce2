// Which names the server answers to. A name server of somebody else's can point a name of theirs at this
// machine; their page then counts as ours in its visitor's browser, unless the name is looked at.
import { InferenceError } from "@pilotlight/core";
import { isLoopback } from "@pilotlight/core/http";

/** The names that are answered; "any" where the operator named none and others may connect. */
export type AllowedHosts = "any" | "loopback" | readonly string[];

/** The names by the settings: those that were named, else by where the server listens. */
export function allowedHosts(named: readonly string[], listensOn: string): AllowedHosts {
  if (named.includes("*")) return "any";
  if (named.length > 0) return named;
  return isLoopback(listensOn.includes(":") ? `[${listensOn}]` : listensOn) ? "loopback" : "any";
}

// Load balancers and the like call a machine by its address.
const healthChecks: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

/**
 * @param host the request's `host` header, which is a valid one
 * @throws InferenceError `unknown-host`
 */
export function checkHost(host: string, path: string, allowed: AllowedHosts): void {
  if (allowed === "any" || healthChecks.has(path)) return;
  const { hostname } = new URL(`http://${host}/`);
  // The machine's own names are nobody else's: no name server is asked for them.
  if (isLoopback(hostname) || (allowed !== "loopback" && allowed.includes(hostname))) return;
  throw new InferenceError(
    "unknown-host",
    'This server does not answer to the name in the "host" header. Add the name to ALLOWED_HOSTS, or have the proxy pass on one of those that are there.',
  );
}
