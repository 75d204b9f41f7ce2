// How an input gets into the model's context: as it is when it fits, else in pieces, each asked for by
// itself, until what they gave fits.
import { isJsonObject, type JsonObject } from "../../contract/json.ts";
import type { TaskPrompt } from "../../tasks/prompt.ts";
import type { Overflow } from "./chat-codec.ts";
import { estimateTokens, splitByTokens } from "./estimate-tokens.ts";

/** A prompt of any task. */
export type AnyPrompt = TaskPrompt<JsonObject, JsonObject>;

/** What is asked in the next call, or piece by piece in the next calls. */
export interface Plan {
  readonly kind: "whole" | "pieces";
  readonly messages: readonly string[];
  /** The most tokens of each reply. */
  readonly maxTokens: number;
  /** Expected tokens of the longest of the calls, prompt and reply together. */
  readonly tokens: number;
}

// What a chat template puts around a message.
const templateTokens = 32;
// What a second attempt adds to the first: the reply that cannot be used, as far as it is repeated, and why.
const repairTokens = 320;
// A piece with less than this of the text says nothing: the rest of the request is too long.
const smallestPieceTokens = 256;
// A piece takes about 10 s (3 s to read 7,000 tokens, 300 to write at 41 a second, both calculated for
// an A10G), so these take five minutes: longer than most people wait, and the small models read on.
const mostPieces = 32;

/**
 * How an input is asked of a model that takes so many tokens, prompt and reply together; null when it can
 * neither be asked as a whole nor in pieces.
 */
export function planPrompt(
  prompt: AnyPrompt,
  input: JsonObject,
  contextTokens: number,
): Plan | null {
  // A long list of wishes must leave room for the text that it is about.
  const maxTokens = Math.min(prompt.maxReplyTokens(input), Math.floor(contextTokens / 2));
  const room = contextTokens - maxTokens - templateTokens - repairTokens;
  const text = longText(prompt, input);
  if (estimateTokens(text) <= room) {
    const message = prompt.ask(input);
    const asked = estimateTokens(message);
    const tokens = contextTokens - room + asked;
    if (asked <= room) return { kind: "whole", messages: [message], maxTokens, tokens };
  }
  return planPieces(prompt, input, contextTokens);
}

function planPieces(prompt: AnyPrompt, input: JsonObject, contextTokens: number): Plan | null {
  const text = longText(prompt, input);
  const { pieces } = prompt;
  if (!pieces) return null;
  const maxTokens = Math.min(pieces.maxReplyTokens, Math.floor(contextTokens / 2));
  const around = estimateTokens(pieces.ask(input, ""));
  const most = contextTokens - maxTokens - templateTokens - around;
  const total = estimateTokens(text);
  if (most < smallestPieceTokens || total > most * mostPieces) return null;
  // One piece would be the whole text once more.
  const size = Math.min(most, Math.ceil(total / 2));
  const messages = splitByTokens(text, size).map(({ start, end }) =>
    pieces.ask(input, text.slice(start, end)),
  );
  const longest = Math.max(...messages.map(estimateTokens));
  return { kind: "pieces", messages, maxTokens, tokens: longest + maxTokens + templateTokens };
}

/**
 * The context that a second attempt is fitted to, after the model's server counted more tokens than were
 * expected: what was expected, made smaller as its own numbers say and a tenth more, and never over its limit.
 */
export function shrunkContext({ tokens }: Plan, { limit, asked }: Overflow): number {
  const factor = limit !== null && asked !== null && limit < asked ? limit / asked : 0.7;
  return Math.floor(Math.min(tokens * factor, limit ?? Infinity) * 0.9);
}

/** The text that may be too long. */
export function longText({ longField }: AnyPrompt, input: JsonObject): string {
  const value = isJsonObject(input) ? input[longField] : undefined;
  return typeof value === "string" ? value : "";
}
