import { createParser } from "eventsource-parser";
import { InferenceError } from "../../contract/inference-error.ts";
import { inTime } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";

/** How a stream of server-sent events is read. */
export interface StreamOptions {
  readonly clock: Clock;
  /** The server says something every 15 s; a stream that is silent for longer than this is dead. */
  readonly silenceMs: number;
}

/** One server-sent event; `data` is read as JSON, and is null when it is none. */
export interface Frame {
  readonly id: string | undefined;
  readonly data: unknown;
}

/**
 * The events of a server's stream, to its end.
 * @throws InferenceError `network` when nothing comes for `silenceMs`
 */
export async function* readFrames(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { clock, silenceMs }: StreamOptions,
): AsyncGenerator<Frame, void, void> {
  const frames: Frame[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      frames.push({ id, data: parseJson(data) });
    },
  });
  const decoder = new TextDecoder();
  // Not `for await`: Safari reads streams that way only since 2025.
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read(), { clock, ms: silenceMs, late: silent });
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* frames.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function silent(): never {
  throw new InferenceError("network", "The connection to the server is silent.", {
    retryable: true,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
