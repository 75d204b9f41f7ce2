// What people think of answers, as lines of JSON at the end of a file.
import { appendFile, stat } from "node:fs/promises";
import { InferenceError } from "@pilotlight/core";
import type { AnswerFeedback, FeedbackStore } from "@pilotlight/core/server";

interface FeedbackFileOptions {
  readonly path: string;
  /** The most bytes of the file. Default 100 MB: whoever can reach the server can write there. */
  readonly maxBytes?: number;
  /** Of how many callers it is known what they added; who was not heard of for longest goes. Default 10,000. */
  readonly maxCallers?: number;
  readonly now?: () => Date;
}

/** A file that feedback is appended to, one line each; made with the first. */
export class FeedbackFile implements FeedbackStore {
  readonly #options: Required<FeedbackFileOptions>;
  // One after the other, so that no two lines are each within the limit and both beyond it.
  #last: Promise<unknown> = Promise.resolve();
  #size = 0;
  // Bytes of this file by who added them, since the server started.
  readonly #shares = new Map<string, number>();

  constructor(options: FeedbackFileOptions) {
    const defaults = { maxBytes: 100_000_000, maxCallers: 10_000, now: () => new Date() };
    this.#options = { ...defaults, ...options };
  }

  /** @throws InferenceError `storage-full`, or what the file system says */
  add(feedback: AnswerFeedback, caller: string): Promise<void> {
    const added = this.#last.then(() => this.#append(feedback, caller));
    this.#last = added.catch(() => undefined);
    return added;
  }

  async #append(feedback: AnswerFeedback, caller: string): Promise<void> {
    const { path, now } = this.#options;
    const line = `${JSON.stringify({ at: now().toISOString(), ...feedback })}\n`;
    const bytes = Buffer.byteLength(line);
    const size = await sizeOf(path);
    // The file was moved away: in the next one everybody has a share again.
    if (size < this.#size) this.#shares.clear();
    this.#size = size;
    this.#check(bytes, caller);
    // Nobody else on the machine reads what people wrote.
    await appendFile(path, line, { mode: 0o600 });
    this.#size += bytes;
    this.#count(bytes, caller);
  }

  #check(bytes: number, caller: string): void {
    const { maxBytes } = this.#options;
    const free = maxBytes - this.#size;
    if (bytes > free) {
      throw new InferenceError(
        "storage-full",
        `The server's file of feedback would be larger than ${count(maxBytes)} bytes. Whoever runs the server moves it away, and the next feedback begins a new one.`,
      );
    }
    const own = this.#shares.get(caller) ?? 0;
    if (own === 0 || own + bytes <= free - bytes) return;
    throw new InferenceError(
      "storage-full",
      `Your feedback has ${count(own)} bytes of the server's file, and ${count(free)} are free; one caller has at most as many as are left free. Whoever runs the server moves the file away, and the next feedback begins a new one.`,
    );
  }

  #count(bytes: number, caller: string): void {
    const own = (this.#shares.get(caller) ?? 0) + bytes;
    this.#shares.delete(caller);
    this.#shares.set(caller, own);
    if (this.#shares.size <= this.#options.maxCallers) return;
    for (const longestAgo of this.#shares.keys()) {
      this.#shares.delete(longestAgo);
      return;
    }
  }
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
}
