import { createParser } from "eventsource-parser";
import { InferenceError } from "../../errors/inference-error.ts";
import { decodeRunEvent } from "../../runs/decode-run-event.ts";
import type { StoredEvent } from "../../runs/run-store.ts";
import type { Clock } from "../../runtime/clock.ts";

interface StreamOptions {
  readonly clock: Clock;
  /** The server says something every 15 s; a stream that is silent for longer than this is dead. */
  readonly silenceMs: number;
}

/**
 * The numbered run events of a server's event stream; frames that are none, such as pings, are passed over.
 * @throws InferenceError `network` when nothing comes for `silenceMs`
 */
export async function* decodeEventStream(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  options: StreamOptions,
): AsyncGenerator<StoredEvent, void, void> {
  const events: StoredEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      const event = decodeRunEvent(parseJson(data));
      if (event) events.push({ number: Number(id ?? 0), event });
    },
  });
  const decoder = new TextDecoder();
  // Not `for await`: Safari reads streams that way only since 2025.
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read(), options);
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* events.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function withinSilence<Chunk>(
  chunk: Promise<Chunk>,
  { clock, silenceMs }: StreamOptions,
): Promise<Chunk> {
  const heard = new AbortController();
  const silence = clock.wait(silenceMs, heard.signal).then(() => {
    throw new InferenceError("network", "The connection to the server is silent.", {
      retryable: true,
    });
  });
  try {
    return await Promise.race([chunk, silence]);
  } finally {
    heard.abort();
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
