// A link that carries a form's values, and an answer to them, in its fragment: the part of an address that
// no browser sends.
import type { AnyTask } from "@pilotlight/core";
import { type FieldValue, type FieldValues, fits } from "../sessions/field-values.ts";
import { parseKeptAnswer } from "../sessions/parse-kept-answer.ts";
import type { Answer } from "../sessions/task-run.svelte.ts";

/** A link to share, or why there is none. */
export type ShareLink =
  | { readonly ok: true; readonly url: string; readonly hasAnswer: boolean }
  | { readonly ok: false; readonly length: number; readonly limit: number };

/** The longest link in characters: some messengers and mail programs cut longer ones. */
export const maxLinkLength = 8_000;

const key = "input";
const answerKey = "answer";

/**
 * The address of a task's page with these values in its fragment, packed, and with the answer to them
 * where that fits.
 */
export async function makeShareLink(
  page: URL,
  values: FieldValues,
  answer: Answer | null = null,
): Promise<ShareLink> {
  const url = new URL(page);
  url.hash = `${key}=${await pack(values)}`;
  const { length } = url.href;
  if (length > maxLinkLength) return { ok: false, length, limit: maxLinkLength };
  if (!answer) return { ok: true, url: url.href, hasAnswer: false };
  const { output, run } = answer;
  const { id, backend, role, model, reason, cached, queueMs, computeMs, notice } = run;
  const kept = { id, backend, role, model, reason, cached, queueMs, computeMs, notice };
  const withAnswer = `${url.href}&${answerKey}=${await pack({ output, run: kept })}`;
  const hasAnswer = withAnswer.length <= maxLinkLength;
  return { ok: true, url: hasAnswer ? withAnswer : url.href, hasAnswer };
}

/**
 * The answer that a fragment carries, to the values that it carries; null when there is none. Whoever made
 * the link may have written anything into it, so it says of itself that it came with the link.
 */
export async function readSharedAnswer(task: AnyTask, hash: string): Promise<Answer | null> {
  const packed = new URLSearchParams(hash.replace(/^#/u, "")).get(answerKey);
  const input = await readShareLink(task, hash);
  if (packed === null || packed.length > maxLinkLength || !input) return null;
  const sent = await unpack(packed);
  if (typeof sent !== "object" || sent === null) return null;
  const answer = parseKeptAnswer(task, { ...sent, input, choice: "browser", waitedMs: null });
  return answer && { ...answer, isShared: true };
}

/** The values that a fragment carries for a task, those alone that its fields take; null when it carries none. */
export async function readShareLink(
  task: AnyTask,
  hash: string,
): Promise<Record<string, FieldValue> | null> {
  const packed = new URLSearchParams(hash.replace(/^#/u, "")).get(key);
  if (packed === null || packed.length > maxLinkLength) return null;
  const sent = await unpack(packed);
  if (typeof sent !== "object" || sent === null) return null;
  const values: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(sent)) {
    const field = Object.hasOwn(task.fields, name) ? task.fields[name] : undefined;
    if (field && fits(field, value)) values[name] = value;
  }
  return Object.keys(values).length > 0 ? values : null;
}

async function pack(value: object): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return toBase64Url(await throughStream(bytes, new CompressionStream("deflate-raw")));
}

/** The JSON of a packed fragment; undefined when it is broken, as a link that was cut is. */
async function unpack(packed: string): Promise<unknown> {
  try {
    const text = await throughStream(fromBase64Url(packed), new DecompressionStream("deflate-raw"));
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
    return value;
  } catch (error) {
    // What the platform throws for broken base64, broken deflate and UTF-8, and broken JSON.
    const isBroken =
      error instanceof DOMException || error instanceof TypeError || error instanceof SyntaxError;
    if (isBroken) return undefined;
    throw error;
  }
}

async function throughStream(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const packed = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

// Uint8Array has methods for this since 2025; browsers before that are still about.
function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/u, "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
