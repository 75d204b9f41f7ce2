// What a prompt of ours asks, read out of its words: the stand-in gets nothing else than the model does.

/** A request as the stand-in understands it. */
export type Asked =
  | { readonly kind: "summary"; readonly text: string; readonly sentences: number }
  | { readonly kind: "sentiment"; readonly text: string }
  | { readonly kind: "sentiment-by-sentence"; readonly sentences: readonly string[] }
  | {
      readonly kind: "answers";
      readonly question: string;
      readonly text: string;
      readonly topK: number;
    }
  | { readonly kind: "helpful-sentences"; readonly question: string; readonly text: string };

const tagged = /^<([a-z]+)-([0-9a-z]{10,})>\n([^]*?)\n<\/\1-\2>$/gmu;

/** What a message asks for; null when it is no prompt of ours. */
export function readPrompt(message: string): Asked | null {
  const texts = new Map([...message.matchAll(tagged)].map(([, name, , text]) => [name, text]));
  const text = texts.get("text");
  const question = texts.get("question");
  if (text === undefined) return null;
  if (message.startsWith("You summarize texts.")) {
    return { kind: "summary", text, sentences: sentencesAsked(message) };
  }
  if (message.startsWith("You judge whether a text is")) {
    return message.includes("Each of its")
      ? { kind: "sentiment-by-sentence", sentences: numberedLines(text) }
      : { kind: "sentiment", text };
  }
  if (question === undefined) return null;
  if (message.startsWith("You look for sentences")) {
    return { kind: "helpful-sentences", question, text };
  }
  const several = /^Give up to (\d+) different answers/mu.exec(message);
  return { kind: "answers", question, text, topK: Number(several?.[1] ?? 1) };
}

const counts: Readonly<Record<string, number>> = {
  "one or two": 2,
  "three or four": 4,
  "six to eight": 7,
  "at most five": 5,
  "exactly one": 1,
};

function sentencesAsked(message: string): number {
  const exactly = /^Write .*exactly (\d+) sentences/mu.exec(message)?.[1];
  if (exactly !== undefined) return Number(exactly);
  const line = /^Write .*$/mu.exec(message)?.[0] ?? "";
  const known = Object.entries(counts).find(([words]) => line.includes(words));
  return known?.[1] ?? 3;
}

function numberedLines(text: string): string[] {
  return text.split("\n").map((line) => line.replace(/^\d+: /u, ""));
}
