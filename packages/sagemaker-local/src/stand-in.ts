import type { Answer } from "./answer.ts";
import { type Clock, systemClock } from "./clock.ts";

// About what Mistral 7B gives one caller on an A10G: 600 GB/s over 14.5 GB of weights is 41 tokens a second.
const wordMs = 33;

/** An answer for when none is passed in: it says that it is no model, and what it was asked. */
export function standIn(clock: Clock = systemClock): Answer {
  return async function* answer({ messages }, signal) {
    const question = messages.at(-1)?.content ?? "";
    const words = question.split(/\s+/u).filter(Boolean);
    const beginning = words.slice(0, 12).join(" ");
    const text = `(Stand-in: sagemaker-local answers here, no model does.) Your message has ${words.length} words and begins: ${beginning}`;
    for (const word of text.split(/(?= )/u)) {
      await clock.wait(wordMs, signal);
      yield word;
    }
  };
}
