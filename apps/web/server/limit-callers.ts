// How many connections there may be, in all and of one caller. Behind a proxy of the operator's own all of
// them are the proxy's; there a caller's requests are counted instead, by the address that the proxy saw.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { InferenceError } from "@pilotlight/core";
import { callerAddress, connectedCaller, Shares, toProblem } from "@pilotlight/core/http";
import { endWithProblem } from "./raw-problem.ts";

/** How many are taken. */
export interface ConnectionLimits {
  /** Connections in all; beyond it new ones are closed as they come. */
  readonly max: number;
  /** Connections of one caller, or requests that are being answered behind a trusted proxy. */
  readonly maxPerCaller: number;
  /** How many proxies of the operator's own stand before the server. */
  readonly trustedProxies: number;
}

/** Whether a request may be answered. */
export interface CallerLimits {
  /** True for a request on a connection that was refused already: nothing is answered on it. */
  isRefused(request: IncomingMessage): boolean;
  /**
   * Counts a request until it is answered.
   * @throws InferenceError `overloaded` when its caller has too many
   */
  count(request: IncomingMessage, response: ServerResponse): void;
}

const retryAfterMs = 5000;
// For a refusal to be read before the connection is gone.
const refusalMs = 1000;

/** Holds a server to its limits. */
export function limitCallers(server: Server, limits: ConnectionLimits): CallerLimits {
  const { max, maxPerCaller, trustedProxies } = limits;
  const refused = new WeakSet<Socket>();
  const shares = new Shares();
  /** Counts one more of a caller's until its end; false when it has as many as it may. */
  const takes = (caller: string, until: Socket | ServerResponse) => {
    if (shares.of(caller) >= maxPerCaller) return false;
    shares.add(caller, 1);
    until.once("close", () => {
      shares.add(caller, -1);
    });
    return true;
  };
  server.maxConnections = max;
  if (trustedProxies === 0) {
    server.on("connection", (socket) => {
      const caller = callerAddress(socket.remoteAddress ?? "") ?? "unknown";
      if (takes(caller, socket)) return;
      refused.add(socket);
      endWithProblem(socket, toProblem(tooMany("connections", maxPerCaller)));
      setTimeout(() => socket.destroy(), refusalMs).unref();
    });
  }
  return {
    isRefused: ({ socket }) => refused.has(socket),
    count: ({ socket, headers }, response) => {
      if (trustedProxies === 0) return;
      const address = socket.remoteAddress;
      const forwardedFor = headers["x-forwarded-for"]?.toString();
      const caller = connectedCaller({ address, forwardedFor, trustedProxies });
      if (!takes(caller, response)) throw tooMany("requests under way", maxPerCaller);
    },
  };
}

function tooMany(what: string, limit: number): InferenceError {
  return new InferenceError(
    "overloaded",
    `You have ${limit} ${what}; the server takes no more of one address. Close some, or try again in about ${retryAfterMs / 1000} s.`,
    { retryable: true, retryAfterMs, size: limit, limit },
  );
}
