import { EventSourceParserStream } from "eventsource-parser/stream";
import { decodeRunEvent } from "../../runs/decode-run-event.ts";
import type { RunEvent } from "../../runs/run-event.ts";

/** The run events of a server's event stream; frames that are none, such as pings, are passed over. */
export async function* decodeEventStream(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<RunEvent, void, void> {
  const reader = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    // Not `for await`: Safari reads streams that way only since 2025.
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const event = decodeRunEvent(parseJson(value.data));
      if (event) yield event;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
