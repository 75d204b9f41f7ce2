import { once } from "node:events";
import type { Answer } from "@pilotlight/sagemaker-local";

/** What the large model of these checks says of any text. */
export const summary =
  "The light was lit in 1904, and it has burnt ever since. People come to see it.";

/** How many words of an answer the large model may say. */
export class Words {
  #allowed: number;
  readonly #more = new EventTarget();

  constructor(allowed = Infinity) {
    this.#allowed = allowed;
  }

  /** Lets it say so many more words of each answer; all that are left when none are named. */
  say(more = Infinity): void {
    this.#allowed += more;
    this.#more.dispatchEvent(new Event("more"));
  }

  /** Resolves when a word may be said. */
  async mayBeSaid(index: number, signal: AbortSignal): Promise<void> {
    while (index >= this.#allowed) await once(this.#more, "more", { signal });
  }
}

/** An answer in the form that the prompt asks for, word by word, as they may be said. */
export function scriptedAnswer(words = new Words()): Answer {
  return async function* answer({ messages }, signal) {
    const [{ content } = { content: "" }] = messages;
    for (const [index, word] of (scriptedReply(content).match(/\s*\S+/gu) ?? []).entries()) {
      await words.mayBeSaid(index, signal);
      yield word;
    }
  };
}

/** The whole answer to a prompt. */
export function scriptedReply(prompt: string): string {
  if (prompt.startsWith("You summarize")) return summary;
  if (!prompt.startsWith("You judge")) return '{"answers": []}';
  return '{"label": "POSITIVE", "score": 0.97, "reason": "It praises the place."}';
}
