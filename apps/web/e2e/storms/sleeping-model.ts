// A large model that sleeps until it is told otherwise, whoever runs it, as the cold storm needs it.
import { setImmediate } from "node:timers/promises";

/** Counts the answers that are under way. */
export class Tally {
  /** The most at a moment. */
  most = 0;
  /** When the first began; NaN before. */
  firstAtMs = Number.NaN;
  #now = 0;

  begin(): void {
    if (Number.isNaN(this.firstAtMs)) this.firstAtMs = performance.now();
    this.#now += 1;
    this.most = Math.max(this.most, this.#now);
  }

  end(): void {
    this.#now -= 1;
  }

  /** Counts an answer to its end; each word takes a turn of the event loop, as any real model's does. */
  async *count(
    words: AsyncIterable<string> | Iterable<string>,
  ): AsyncGenerator<string, void, void> {
    this.begin();
    try {
      for await (const word of words) {
        await setImmediate();
        yield word;
      }
    } finally {
      this.end();
    }
  }
}

/** A large model that sleeps. */
export interface SleepingModel {
  /** The backend's id, with which its answers are signed. */
  readonly id: "sagemaker" | "openai" | "gradio";
  /** The settings of a server before it. */
  readonly env: Readonly<Record<string, string>>;
  readonly tally: Tally;
  /** How often the model was called while it slept. */
  coldCalls(): number;
  /** From now on it is awake. */
  wakeUp(): void;
  close(): Promise<void>;
}
