// What people think of answers, as lines of JSON at the end of a file.
import { appendFile, stat } from "node:fs/promises";
import { InferenceError } from "@pilotlight/core";
import type { AnswerFeedback, FeedbackStore } from "@pilotlight/core/server";

interface FeedbackFileOptions {
  readonly path: string;
  /** The most bytes of the file. Default 100 MB: whoever can reach the server can write there. */
  readonly maxBytes?: number;
  readonly now?: () => Date;
}

/** A file that feedback is appended to, one line each; made with the first. */
export class FeedbackFile implements FeedbackStore {
  readonly #options: Required<FeedbackFileOptions>;
  // One after the other, so that no two lines are each within the limit and both beyond it.
  #last: Promise<unknown> = Promise.resolve();

  constructor({ maxBytes = 100_000_000, now = () => new Date(), ...rest }: FeedbackFileOptions) {
    this.#options = { maxBytes, now, ...rest };
  }

  /** @throws InferenceError `storage-full`, or what the file system says */
  add(feedback: AnswerFeedback): Promise<void> {
    const added = this.#last.then(() => this.#append(feedback));
    this.#last = added.catch(() => undefined);
    return added;
  }

  async #append(feedback: AnswerFeedback): Promise<void> {
    const { path, maxBytes, now } = this.#options;
    const line = `${JSON.stringify({ at: now().toISOString(), ...feedback })}\n`;
    const size = (await sizeOf(path)) + Buffer.byteLength(line);
    if (size > maxBytes) {
      const limit = maxBytes.toLocaleString("en-US");
      throw new InferenceError(
        "storage-full",
        `The server's file of feedback would be larger than ${limit} bytes. Whoever runs the server moves it away, and the next feedback begins a new one.`,
      );
    }
    // Nobody else on the machine reads what people wrote.
    await appendFile(path, line, { mode: 0o600 });
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
}
