// Streams of a container, cut at random into the parts that arrive: whatever the cuts, the text that is
// shown, the reply and the count of tokens stay the same. `npm test` tries 500, the proof 10,000.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { ChatReply } from "../chat-codec.ts";
import { openaiChatCodec } from "../decode-openai-chat.ts";

interface Recording {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly reply: ChatReply;
}

const recorded = fixture("recorded-from-sagemaker-local.sse");
const handMade = fixture("made-by-hand.sse");
const recordedReply: ChatReply = {
  text: 'Der Leuchtturmwärter — „Ole“ — zündete um 18:30 Uhr die Lampe an. 灯台は1904年に建てられた。 Ships (3 of them) came home: ⛵️⛵️⛵️ 👩‍👩‍👧.\n\n"Data: [DONE]" \\ is what he said; \u2028 data: {"x": 1}',
  finish: "stop",
  usage: { promptTokens: 6, replyTokens: 53 },
};
const handMadeReply: ChatReply = {
  text: ' Café 👩‍🚀é 👩‍🚀 said:\n"data: [DONE]"\n\n 漢字\\ 1904, \u2028end\t.',
  finish: "length",
  usage: { promptTokens: 211, replyTokens: 40 },
};

/** The streams that are cut, with what each stands for. */
export const recordings: readonly Recording[] = [
  { name: "recorded", bytes: bytesOf(recorded), reply: recordedReply },
  { name: "made by hand", bytes: bytesOf(handMade), reply: handMadeReply },
  {
    name: "by hand, CRLF",
    bytes: bytesOf(handMade.replaceAll("\n", "\r\n")),
    reply: handMadeReply,
  },
  // The standard of server-sent events lets a bare CR end a line, too.
  { name: "recorded, CR", bytes: bytesOf(recorded.replaceAll("\n", "\r")), reply: recordedReply },
];

/** What a stream gives that arrives in these parts: the text as it was shown, and the reply. */
export function decodeParts(parts: Iterable<Uint8Array>): { shown: string; reply: ChatReply } {
  const stream = openaiChatCodec.decodeStream();
  let shown = "";
  for (const part of parts) shown += stream.feed(part);
  return { shown, reply: stream.end() };
}

/** A stream in parts that end at the cuts. */
export function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts), bytes.length].toSorted((a, b) => a - b);
  return places.map((end, index) => bytes.subarray(places[index - 1] ?? 0, end));
}

interface Trial {
  /** How many random cuttings are tried. */
  readonly count: number;
  readonly seed: number;
}

/**
 * Cuts the recordings at random.
 * @throws Error with the smallest cutting that decodes to something else
 */
export function checkRandomSplits({ count, seed }: Trial): void {
  const cutting = fc.constantFrom(...recordings).chain((recording) => {
    const place = fc.nat({ max: recording.bytes.length });
    // A few cuts, and so many that most parts are a byte or two.
    const cuts = fc.oneof(
      fc.array(place, { maxLength: 20 }),
      fc.array(place, { minLength: 2000, maxLength: 6000, size: "max" }),
    );
    return cuts.map((places) => ({ recording, places }));
  });
  const decodesTheSame = fc.property(cutting, ({ recording: { bytes, reply }, places }) => {
    const decoded = decodeParts(cutAt(bytes, places));
    return decoded.shown === reply.text && JSON.stringify(decoded.reply) === JSON.stringify(reply);
  });
  fc.assert(decodesTheSame, { numRuns: count, seed });
}

/** Tries a number of cuttings and says so. */
export function main(trial: Trial): void {
  const startedAtMs = performance.now();
  checkRandomSplits(trial);
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  const streams = recordings.map(({ name, bytes }) => `${name} (${bytes.length} bytes)`).join(", ");
  console.log(
    `${trial.count.toLocaleString("en-US")} random cuttings of ${recordings.length} streams decode to the same text, reply and count of tokens (${seconds} s, seed ${trial.seed}).\nStreams: ${streams}.`,
  );
}

function fixture(name: string): string {
  return readFileSync(new URL(`../__fixtures__/${name}`, import.meta.url), "utf8");
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
