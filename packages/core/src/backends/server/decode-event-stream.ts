import { decodeRunEvent } from "../../contract/decode-run-event.ts";
import type { StoredEvent } from "../../runs/run-store.ts";
import { readFrames, type StreamOptions } from "./read-frames.ts";

/**
 * The numbered run events of a server's event stream; frames that are none, such as pings, are passed over.
 * @throws InferenceError `network` when nothing comes for `silenceMs`
 */
export async function* decodeEventStream(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  options: StreamOptions,
): AsyncGenerator<StoredEvent, void, void> {
  for await (const { id, data } of readFrames(body, options)) {
    const event = decodeRunEvent(data);
    if (event) yield { number: Number(id ?? 0), event };
  }
}
