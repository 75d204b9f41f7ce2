// A file of the hub in parts of one size, over as many connections as it takes.
import { setTimeout } from "node:timers/promises";
import { HubError, type HubFile, type HubModel, type WeightSource } from "./hub.ts";

/** Where to read, and how patiently. */
export interface PartsOptions {
  readonly hub: WeightSource;
  readonly model: HubModel;
  readonly file: HubFile;
  readonly partBytes: number;
  /** How often a line may drop without a byte in between before the copy gives up. */
  readonly maxDrops: number;
  readonly waitMs: number;
}

/**
 * The file's bytes in parts of `partBytes`; the last may be smaller. A dropped connection is taken up
 * again at the byte where it ended.
 * @throws {HubError} when the hub refuses, sends more or fewer bytes than it named, or drops for good
 */
export async function* readWholeParts(options: PartsOptions): AsyncGenerator<Uint8Array> {
  const { file, partBytes } = options;
  let part = new Uint8Array(Math.min(partBytes, file.bytes));
  let filled = 0;
  let done = 0;
  for await (const chunk of readOn(options)) {
    for (let at = 0; at < chunk.length;) {
      if (part.length === 0)
        throw new HubError(`The hub sends more of ${file.path} than it named.`);
      const taken = chunk.subarray(at, at + part.length - filled);
      part.set(taken, filled);
      at += taken.length;
      filled += taken.length;
      if (filled < part.length) continue;
      yield part;
      done += filled;
      filled = 0;
      part = new Uint8Array(Math.min(partBytes, file.bytes - done));
    }
  }
}

async function* readOn(options: PartsOptions): AsyncGenerator<Uint8Array> {
  const { hub, model, file, maxDrops, waitMs } = options;
  let position = 0;
  for (let drops = 0; position < file.bytes;) {
    try {
      for await (const chunk of await hub.read(model, file.path, position)) {
        position += chunk.length;
        drops = 0;
        yield chunk;
      }
      if (position < file.bytes) throw new TypeError("The connection ended early.");
    } catch (error) {
      // fetch tells a lost connection as a TypeError; what the hub says itself is final.
      if (!(error instanceof TypeError)) throw error;
      drops += 1;
      if (drops > maxDrops) {
        throw new HubError(
          `The line to the hub dropped ${drops} times at byte ${position} of ${file.path}. Run the command again; what is copied stays.`,
          { cause: error },
        );
      }
      await setTimeout(waitMs * drops);
    }
  }
}
