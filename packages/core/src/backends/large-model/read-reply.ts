// A whole reply → an output, or what is wrong with it and how that is asked for once more.
import type { JsonObject } from "../../contract/json.ts";
import { UnreadableReply } from "../../tasks/prompt.ts";
import { withoutControlTokens } from "../../text/delimit.ts";
import { isOneEnglish } from "../../text/language-notice.ts";
import { repeatsItself } from "../../text/repetition.ts";
import type { ChatMessage, ChatReply } from "./chat-codec.ts";
import { type AnyPrompt, longText } from "./fit-prompt.ts";

/** A reply, read. */
export interface ReadReply {
  /** Null when it cannot be used. */
  readonly output: JsonObject | null;
  /** What is wrong with it, none of its words in it; null when nothing is. */
  readonly fault: string | null;
}

// A few hundred characters show a model what it did wrong; the fit has room for them.
const repeatedLength = 400;
const repeats = "It repeats the same words over and over.";
const otherLanguage = "It is not in the language of the text.";

/** Reads a reply to a prompt; one that has an output and a fault is better than none. */
export async function readReply(
  prompt: AnyPrompt,
  input: JsonObject,
  { text, finish }: ChatReply,
): Promise<ReadReply> {
  if (text === "" && finish === "repetition") {
    return { output: null, fault: repeats };
  }
  try {
    const output = prompt.read(text, input);
    return await judgeOutput(prompt, input, output);
  } catch (error) {
    if (!(error instanceof UnreadableReply)) throw error;
    return { output: null, fault: error.message };
  }
}

/** An output, and what is wrong with the model's own words in it. */
export async function judgeOutput(
  prompt: AnyPrompt,
  input: JsonObject,
  output: JsonObject,
): Promise<ReadReply> {
  const ownWords = prompt.ownWords?.(output) ?? "";
  // Prose was cut there; within a form nothing stops a model.
  if (repeatsItself(ownWords)) return { output: null, fault: repeats };
  const isForeign = await isOneEnglish([longText(prompt, input), ownWords]);
  return { output, fault: isForeign ? otherLanguage : null };
}

/** The reply, as far as it helps, and a second request for it. */
export function repairMessages(reply: string, fault: string): readonly ChatMessage[] {
  const again = `${fault} Reply once more to my request above, in exactly the form that it asks for, and write nothing else.`;
  const repeated = reply.trim().slice(0, repeatedLength).toWellFormed();
  return [
    { role: "assistant", content: withoutControlTokens(repeated) || "(nothing)" },
    { role: "user", content: `Your reply cannot be used. ${again}` },
  ];
}
