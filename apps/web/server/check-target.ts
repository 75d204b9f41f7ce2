import type { IncomingMessage } from "node:http";
import { InferenceError } from "@pilotlight/core";

// Methods that a Request object refuses to be made with.
const impossibleMethods = new Set(["CONNECT", "TRACE", "TRACK"]);

// SvelteKit answers these endings itself, in ways of its own, even where there is no page.
const kitSuffix = /__(?:data\.json|route\.js)$/u;
const ours =
  /^\/(?:api|predict|demo|healthz|readyz|mcp|ping|invocations|config|gradio_api|openapi\.json)(?:[/.]|$)/u;

/**
 * The path and query that a request is for. Refuses what SvelteKit would answer with a bare text, so
 * that every error has the same shape.
 * @throws InferenceError `invalid-request` or `method-not-allowed`
 */
export function checkTarget({ url = "", method = "", headers }: IncomingMessage): string {
  if (impossibleMethods.has(method)) {
    throw new InferenceError("method-not-allowed", `${method} is not taken here. Use GET or POST.`);
  }
  const { host = "" } = headers;
  // A host with a slash or an @ in it would become a part of the address.
  if (/[\s/\\?#@]/u.test(host) || !URL.canParse(`http://${host}/`)) {
    throw invalid('The "host" header names no host. Send the host and port that you connect to.');
  }
  // A proxy may send the whole address; what counts is the path.
  const target = url.replace(/^https?:\/\/[^/?#]*/iu, "") || "/";
  const [path = ""] = target.split("?");
  if (!target.startsWith("/") || !isDecodable(path) || !URL.canParse(`http://host${target}`)) {
    throw invalid("The address is not a valid path. Percent-encode its bytes as UTF-8.");
  }
  if (ours.test(path) && kitSuffix.test(path)) {
    throw new InferenceError("unknown-route", "There is nothing at this address.");
  }
  const names = [...new URL(`http://host${target}`).searchParams.keys()];
  const isKits = path.endsWith("/__data.json");
  if (!isKits && names.some((name) => name.startsWith("x-sveltekit-"))) {
    throw invalid('Query names that begin with "x-sveltekit-" are reserved. Leave them out.');
  }
  return target;
}

function isDecodable(path: string): boolean {
  try {
    // The result is used: a bundler may drop a call whose result is not.
    return decodeURIComponent(path) !== "";
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}

function invalid(message: string): InferenceError {
  return new InferenceError("invalid-request", message);
}
