// AWS's event-stream frames, and how a reply's bytes are cut into them.
import { EventStreamCodec } from "@smithy/eventstream-codec";
import { buffer } from "node:stream/consumers";

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const codec = new EventStreamCodec(
  (bytes: Uint8Array | string) => (typeof bytes === "string" ? bytes : decoder.decode(bytes)),
  (text: string) => encoder.encode(text),
);

const word = (value: string) => ({ type: "string", value }) as const;

/** A frame that carries some bytes of the container's reply. */
export function payloadFrame(bytes: Uint8Array): Uint8Array {
  const headers = {
    ":event-type": word("PayloadPart"),
    ":content-type": word("application/octet-stream"),
    ":message-type": word("event"),
  };
  return codec.encode({ headers, body: bytes });
}

/** A frame that ends the stream with an error. */
export function exceptionFrame(
  type: "ModelStreamError" | "InternalStreamFailure",
  body: Readonly<Record<string, unknown>>,
): Uint8Array {
  const headers = {
    ":exception-type": word(type),
    ":content-type": word("application/json"),
    ":message-type": word("exception"),
  };
  return codec.encode({ headers, body: encoder.encode(JSON.stringify(body)) });
}

/**
 * The bytes in one to four pieces, cut at random: inside a line, a JSON string or a character, as the
 * payload parts of a real endpoint are.
 */
export function splitBytes(bytes: Uint8Array, random: () => number): Uint8Array[] {
  const cuts = Array.from({ length: Math.floor(random() * 4) }, () =>
    Math.floor(random() * (bytes.length + 1)),
  );
  const ends = [...new Set([...cuts, bytes.length])].toSorted((a, b) => a - b);
  return ends
    .map((end, place) => bytes.subarray(ends[place - 1] ?? 0, end))
    .filter((piece) => piece.length > 0);
}

/** The bytes in one piece. */
export function joinBytes(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return buffer(pieces);
}
