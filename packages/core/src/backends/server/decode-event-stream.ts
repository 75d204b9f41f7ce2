import { decodeRunEvent } from "../../contract/decode-run-event.ts";
import type { StoredEvent } from "../../runs/run-store.ts";
import { readFrames, type StreamOptions } from "./read-frames.ts";

interface EventStreamOptions extends StreamOptions {
  /** Told the type of an event that this version does not know, null for one without a type; it is passed over. */
  readonly onUnknownEvent?: ((type: string | null) => void) | undefined;
}

/**
 * The numbered run events of a server's event stream.
 * @throws InferenceError `network` when nothing comes for `silenceMs`, `backend-failed` for a malformed event
 */
export async function* decodeEventStream(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  options: EventStreamOptions,
): AsyncGenerator<StoredEvent, void, void> {
  for await (const { id, data } of readFrames(body, options)) {
    const decoded = decodeRunEvent(data);
    if (decoded.kind === "known") yield { number: Number(id ?? 0), event: decoded.member };
    else options.onUnknownEvent?.(decoded.type);
  }
}
