import { setTimeout } from "node:timers/promises";
import type { Answer } from "@pilotlight/sagemaker-local";

/** What the large model of these checks says of any text. */
export const summary =
  "The light was lit in 1904, and it has burnt ever since. People come to see it.";

/** An answer in the form that the prompt asks for, word by word, `msPerWord` apart. */
export function scriptedAnswer(msPerWord = 0): Answer {
  return async function* answer({ messages }, signal) {
    const [{ content } = { content: "" }] = messages;
    for (const word of replyTo(content).match(/\s*\S+/gu) ?? []) {
      if (msPerWord > 0) await setTimeout(msPerWord, undefined, { signal });
      yield word;
    }
  };
}

function replyTo(prompt: string): string {
  if (prompt.startsWith("You summarize")) return summary;
  if (!prompt.startsWith("You judge")) return '{"answers": []}';
  return '{"label": "POSITIVE", "score": 0.97, "reason": "It praises the place."}';
}
