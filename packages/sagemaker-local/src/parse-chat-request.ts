// The border: an unknown body becomes a chat request, or the refusal that vLLM gives it.
import type { ChatMessage } from "./answer.ts";

/** A chat request as it came in; the token counts are not yet known. */
export interface ParsedChat {
  readonly messages: readonly ChatMessage[];
  /** Null when the caller set no limit. */
  readonly maxTokens: number | null;
  readonly temperature: number;
  readonly isStreamed: boolean;
  /** Whether the stream ends with the counts of tokens. */
  readonly hasUsage: boolean;
}

/** The request, or why the container refuses it, in its words. */
export type ParseResult =
  | { readonly ok: true; readonly chat: ParsedChat }
  | { readonly ok: false; readonly message: string };

/** Reads a body of the OpenAI chat schema as a vLLM container with Mistral's chat template does. */
export function parseChatRequest(body: string): ParseResult {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return refuse("Expecting value: the body is not JSON.");
  }
  if (!isRecord(value)) return refuse("Input should be a valid dictionary.");
  const { messages, max_tokens, max_completion_tokens, temperature, stream, stream_options } =
    value;
  if (!Array.isArray(messages)) return refuse("'messages': Field required.");
  const parsed = messages.map(parseMessage);
  const wrong = parsed.findIndex((message) => message === null);
  if (wrong >= 0) return refuse(`'messages', ${wrong}: a role and a content are required.`);
  const turns = parsed.filter((message) => message !== null);
  if (turns.length === 0) return refuse("list index out of range");
  const unfit = unfitTurn(turns);
  if (unfit !== null) return refuse(unfit);
  const limit = max_completion_tokens ?? max_tokens ?? null;
  if (limit !== null && !(Number.isInteger(limit) && Number(limit) >= 1)) {
    return refuse(`max_tokens must be at least 1, got ${JSON.stringify(limit)}.`);
  }
  return {
    ok: true,
    chat: {
      messages: turns as ChatMessage[],
      maxTokens: limit as number | null,
      temperature: typeof temperature === "number" ? temperature : 1,
      isStreamed: stream === true,
      hasUsage: isRecord(stream_options) && stream_options["include_usage"] === true,
    },
  };
}

interface Turn {
  readonly role: string;
  readonly content: string;
}

function refuse(message: string): ParseResult {
  return { ok: false, message };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseMessage(value: unknown): Turn | null {
  if (!isRecord(value)) return null;
  const { role, content } = value;
  if (typeof role !== "string") return null;
  if (typeof content === "string") return { role, content };
  if (!Array.isArray(content)) return null;
  const texts = content.map((part: unknown) =>
    isRecord(part) && part["type"] === "text" ? part["text"] : null,
  );
  return texts.every((text) => typeof text === "string")
    ? { role, content: texts.join("\n") }
    : null;
}

// The chat template of Mistral-7B-Instruct v0.1 and v0.2 raises this for a `system` role, too.
function unfitTurn(turns: readonly Turn[]): string | null {
  const inTurn = turns.every(
    ({ role }, place) => role === (place % 2 === 0 ? "user" : "assistant"),
  );
  return inTurn
    ? null
    : "Conversation roles must alternate user/assistant/user/assistant/... Conversation roles must alternate user/assistant/user/assistant/...";
}
