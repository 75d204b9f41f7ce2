// What a setting may be: each check takes the variable's text and gives its value, or throws what to set.

import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { type EndpointMap, parseEndpointMap, tasks } from "@pilotlight/core";

/** The text without spaces around it; undefined when there is none. */
export function filled(value: string | undefined): string | undefined {
  return value?.trim() === "" ? undefined : value?.trim();
}

/** A whole number within bounds. */
export function wholeNumber({
  fallback,
  min,
  max,
}: {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}) {
  return (value: string | undefined): number => {
    const text = filled(value);
    if (text === undefined) return fallback;
    const number = Number(text);
    if (/^\d+$/u.test(text) && number >= min && number <= max) return number;
    throw new Error(
      `It is "${text}". Set a whole number from ${min} to ${max}, or leave it empty.`,
    );
  };
}

/** A whole number within bounds; undefined when it is empty. */
export function optionalWholeNumber({ min, max }: { readonly min: number; readonly max: number }) {
  return (value: string | undefined): number | undefined =>
    filled(value) === undefined ? undefined : wholeNumber({ fallback: min, min, max })(value);
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[], fallback: Word) {
  return (value: string | undefined): Word => {
    const text = filled(value);
    if (text === undefined) return fallback;
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    throw new Error(`It is "${text}". Set one of ${words.join(", ")}, or leave it empty.`);
  };
}

/** A number of dollars; undefined when it is empty. */
export function dollars(value: string | undefined): number | undefined {
  const text = filled(value);
  if (text === undefined || /^\d{1,5}(?:\.\d{1,6})?$/u.test(text))
    return text === undefined ? text : Number(text);
  throw new Error(
    `It is "${text}". Set a number such as 1.515, without a sign, or leave it empty.`,
  );
}

/** A text of a form that AWS prescribes; undefined when it is empty. */
export function awsName(form: RegExp, example: string) {
  return (value: string | undefined): string | undefined => {
    const text = filled(value);
    if (text === undefined || form.test(text)) return text;
    throw new Error(`It is "${text}". Set it as AWS writes it, such as ${example}.`);
  };
}

/** The names of endpoints and inference components. */
export const resourceName = /^[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}$/u;

/** Origins in full, with commas; `*` is all. */
export function origins(value: string | undefined): readonly string[] {
  return (filled(value) ?? "").split(",").flatMap(parseOrigin);
}

// The first part of our own addresses: a request to one of them could be meant for either.
const ownNames =
  /^\/(?:_app|api|config|demo|embed|gradio_api|healthz|mcp|metrics|models|ort|predict|readyz)(?:\/|$)/u;

/** A path such as `/lab`, without a slash at its end; empty for none. */
export function basePath(value: string | undefined): string {
  const text = (filled(value) ?? "").replace(/\/+$/u, "");
  if (text === "") return "";
  if (!/^(?:\/[\w.~-]+)+$/u.test(text) || /\/\.{1,2}(?:\/|$)/u.test(text)) {
    throw new Error(
      `It is "${text}". Set a path such as /lab, of letters, digits and - . _ ~ alone.`,
    );
  }
  if (!ownNames.test(text)) return text;
  throw new Error(
    `It is "${text}", which begins like an address of this server. Set another path.`,
  );
}

/** Names of hosts, with commas; `*` is all. */
export function hosts(value: string | undefined): readonly string[] {
  const names = (filled(value) ?? "").split(",").flatMap((name) => filled(name) ?? []);
  return names.map((name) => {
    const hostname = URL.parse(`http://${name}/`)?.hostname;
    if (name === "*" || hostname === name.toLowerCase()) return name.toLowerCase();
    throw new Error(`It has "${name}". Set names such as lab.example.org, with commas, or *.`);
  });
}

// Shorter ones can be guessed.
const shortestKey = 16;

/** Keys of callers, with commas. A message about a wrong one never shows it. */
export function apiKeys(value: string | undefined): readonly string[] {
  const keys = (filled(value) ?? "").split(",").flatMap((key) => filled(key) ?? []);
  for (const [index, key] of keys.entries()) {
    if (key.length >= shortestKey && /^[!-~]+$/u.test(key)) continue;
    throw new Error(
      `Key ${index + 1} is shorter than ${shortestKey} characters or has others than visible ASCII. Set long random ones, such as from "openssl rand -hex 24".`,
    );
  }
  return keys;
}

function parseOrigin(part: string): readonly string[] {
  const text = part.trim().replace(/\/$/u, "");
  if (text === "" || text === "*") return text === "" ? [] : ["*"];
  const isOrigin = /^https?:$/u.test(URL.parse(text)?.protocol ?? "");
  if (isOrigin && URL.parse(text)?.origin === text) return [text];
  throw new Error(`It has "${text}". Set origins such as https://example.org, with commas, or *.`);
}

/** The address of a server of the OpenAI chat schema, without `/v1`; undefined when it is empty. */
export function chatServer(value: string | undefined): string | undefined {
  const text = filled(value);
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url && (url.username !== "" || url.password !== "" || url.search !== "")) {
    // Which must not be shown: it may be a key.
    throw new Error("It holds a user, a password or a query. Set the key as LARGE_MODEL_KEY.");
  }
  if (url && /^https?:$/u.test(url.protocol) && url.hash === "") {
    const path = url.pathname.replace(/\/+$/u, "").replace(/\/v1(?:\/chat\/completions)?$/u, "");
    return `${url.origin}${path}`;
  }
  throw new Error(
    `It is "${text}". Set an address such as http://localhost:8000/v1, or leave it empty.`,
  );
}

const spaceName = /^[\w.-]+\/[\w.-]+$/u;

/** A Gradio app's address without a slash at its end, or `owner/space`; undefined when it is empty. */
export function gradioApp(value: string | undefined): string | undefined {
  const text = filled(value);
  if (text === undefined || spaceName.test(text)) return text;
  const url = URL.parse(text);
  if (url && (url.username !== "" || url.password !== "" || url.search !== "")) {
    throw new Error("It holds a user, a password or a query. Set the key as LARGE_MODEL_KEY.");
  }
  if (url && /^https?:$/u.test(url.protocol) && url.hash === "") {
    return `${url.origin}${url.pathname.replace(/\/+$/u, "")}`;
  }
  throw new Error(
    `It is "${text}". Set an address such as http://localhost:7860 or a Space such as owner/space, or leave it empty.`,
  );
}

/** Which endpoint of a Gradio app serves which task, as JSON that is read where it is used; undefined when it is empty. */
export function gradioEndpoints(value: string | undefined): EndpointMap | undefined {
  const text = filled(value);
  return text === undefined
    ? undefined
    : parseEndpointMap(
        text,
        tasks.map(({ id }) => id),
      );
}

/** A key for another service; undefined when it is empty. A message about a wrong one never shows it. */
export function secretKey(value: string | undefined): string | undefined {
  const text = filled(value);
  if (text === undefined || /^[!-~]+$/u.test(text)) return text;
  throw new Error("It has a space or other characters than visible ASCII. Set the key alone.");
}

/** A key that opens the figures; undefined when it is empty. */
export function metricsToken(value: string | undefined): string | undefined {
  const token = secretKey(value);
  if (token === undefined || token.length >= shortestKey) return token;
  throw new Error(
    `It has ${token.length} characters; the least is ${shortestKey}. Set a long random one, such as from "openssl rand -hex 24".`,
  );
}

/** The absolute path of a file that is there or can be made; undefined when it is empty. */
export function newFile(value: string | undefined): string | undefined {
  const text = filled(value);
  if (text === undefined) return undefined;
  const isFile = !existsSync(text) || statSync(text).isFile();
  if (isAbsolute(text) && existsSync(dirname(text)) && isFile) return text;
  throw new Error(
    `It is "${text}". Set the absolute path of a file in a folder that is there, such as /var/lib/pilotlight/feedback.jsonl.`,
  );
}

/** Where small models come from. */
export type ModelSourceSetting =
  | { readonly kind: "embedded" | "own" | "hub" }
  | { readonly kind: "folder"; readonly path: string };

/** A word, or the absolute path of a folder of fetched models. */
export function modelSource(value: string | undefined): ModelSourceSetting {
  const text = filled(value) ?? "embedded";
  const kind = (["embedded", "own", "hub"] as const).find((known) => known === text);
  if (kind !== undefined) return { kind };
  if (isAbsolute(text) && existsSync(join(text, "index.json")))
    return { kind: "folder", path: text };
  throw new Error(
    `It is "${text}". Set embedded, own, hub, or the absolute path of a folder that npm run models:pull filled.`,
  );
}

/** The address of a hub, without a slash at its end. */
export function hubAddress(value: string | undefined): string {
  const text = (filled(value) ?? "https://huggingface.co").replace(/\/+$/u, "");
  if (/^https?:$/u.test(URL.parse(text)?.protocol ?? "")) return text;
  throw new Error(`It is "${text}". Set an address such as https://huggingface.co.`);
}
