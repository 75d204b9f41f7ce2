// How the tabs of one browser learn the large model's status over one connection: the tab that holds a
// lock follows the server and tells the others over a channel. A tab that closes gives the lock to the
// next. Where the platform has no locks, each tab asks now and then while it is seen.
import { type Clock, type EndpointStatus, InferenceError, isAbort } from "@pilotlight/core";
import type { ServerEndpoint } from "@pilotlight/core/browser";
import { parseTabMessage, type TabMessage } from "./parse-tab-message.ts";
import type { Visibility } from "./page-visibility.ts";

interface EndpointFeedOptions {
  readonly endpoint: Pick<ServerEndpoint, "follow" | "read">;
  /** Names the lock and the channel; the same for all tabs of one app, and for no other. */
  readonly name: string;
  readonly clock: Clock;
  /** Milliseconds of the epoch, which the tabs of a browser agree upon. */
  readonly now: () => number;
  readonly visibility: Visibility;
  /** Undefined where the platform has none, such as on plain HTTP. */
  readonly locks: LockManager | undefined;
  readonly openChannel: ((name: string) => BroadcastChannel) | undefined;
  /** Told the status, null when there is no large model, and when the server told it. */
  readonly onStatus: (status: EndpointStatus | null, atMs: number) => void;
}

// A tab that follows answers at once; one that does not was frozen or suspended by its browser.
const answerMs = 3_000;
const checkMs = 30_000;
const pollMs = 15_000;
const pollWhileWarmingMs = 5_000;

/** Learns the status until it is closed, or until there turns out to be no large model. */
export class EndpointFeed {
  readonly #options: EndpointFeedOptions;
  readonly #over = new AbortController();
  #channel: BroadcastChannel | undefined;
  #last: Extract<TabMessage, { type: "status" }> | undefined;
  #isFollowing = false;
  // Counts what the other tabs said: a question without an answer leaves it as it is.
  #heard = 0;

  constructor(options: EndpointFeedOptions) {
    this.#options = options;
  }

  /** Resolves when it is over. */
  async run(): Promise<void> {
    const { locks, openChannel, name } = this.#options;
    try {
      if (!locks || !openChannel) {
        await this.#poll();
        return;
      }
      this.#channel = openChannel(name);
      this.#channel.onmessage = ({ data }) => {
        this.#hear(parseTabMessage(data));
      };
      await Promise.all([this.#queue(locks), this.#watch(locks)]);
    } catch (error) {
      if (!isAbort(error)) throw error;
    } finally {
      this.#channel?.close();
    }
  }

  /** Ends it; another tab follows the server from now on. */
  close(): void {
    this.#over.abort();
  }

  /** Waits for the turn of this tab, and again when it was taken away. */
  async #queue(locks: LockManager): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) await this.#hold(locks, { signal });
  }

  /** While this tab is seen, makes sure that some tab follows the server. */
  async #watch(locks: LockManager): Promise<void> {
    const { visibility, clock } = this.#options;
    const { signal } = this.#over;
    for (;;) {
      if (!visibility.isVisible()) await visibility.untilShown(signal);
      if (!this.#isFollowing && !(await this.#isAnswered())) {
        // The request goes on as long as this tab follows; nobody waits for its end here.
        void this.#hold(locks, { steal: true });
      }
      await this.#untilShownOr(clock.wait(checkMs, signal));
    }
  }

  async #isAnswered(): Promise<boolean> {
    const before = this.#heard;
    this.#tell({ type: "ask" });
    await this.#options.clock.wait(answerMs, this.#over.signal);
    return this.#heard > before || this.#isFollowing;
  }

  async #hold(locks: LockManager, options: LockOptions): Promise<void> {
    const turn = new AbortController();
    const signal = AbortSignal.any([this.#over.signal, turn.signal]);
    try {
      await locks.request(this.#options.name, options, () => this.#follow(signal));
    } catch (error) {
      // Either it is over, or another tab has taken the turn away.
      if (!isAbort(error)) throw error;
    } finally {
      turn.abort();
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    this.#isFollowing = true;
    try {
      this.#tell(this.#last ?? { type: "here" });
      for await (const status of this.#options.endpoint.follow(signal)) this.#learn(status);
    } finally {
      this.#isFollowing = false;
    }
  }

  async #poll(): Promise<void> {
    const { endpoint, visibility, clock } = this.#options;
    const { signal } = this.#over;
    for (;;) {
      if (!visibility.isVisible()) await visibility.untilShown(signal);
      try {
        this.#learn(await endpoint.read(signal));
      } catch (error) {
        if (!(error instanceof InferenceError) || isAbort(error)) throw error;
      }
      const isWarming = this.#last?.status?.temperature === "warming";
      await this.#untilShownOr(clock.wait(isWarming ? pollWhileWarmingMs : pollMs, signal));
    }
  }

  /** A page that is shown again is not made to wait. */
  #untilShownOr(waited: Promise<void>): Promise<void> {
    const shown = new AbortController();
    const signal = AbortSignal.any([this.#over.signal, shown.signal]);
    return Promise.race([waited, this.#options.visibility.untilShown(signal)]).finally(() => {
      shown.abort();
    });
  }

  #learn(status: EndpointStatus | null): void {
    const message = { type: "status", status, atMs: this.#options.now() } as const;
    this.#tell(message);
    this.#take(message);
  }

  #hear(message: TabMessage | null): void {
    if (!message || this.#over.signal.aborted) return;
    if (message.type === "ask") {
      if (this.#isFollowing) this.#tell(this.#last ?? { type: "here" });
      return;
    }
    this.#heard += 1;
    if (message.type === "status" && !this.#knows(message)) this.#take(message);
  }

  /** An answer to another tab's question is heard by all. */
  #knows({ atMs, status }: Extract<TabMessage, { type: "status" }>): boolean {
    if (!this.#last) return false;
    const isSame = status?.temperature === this.#last.status?.temperature;
    return atMs < this.#last.atMs || (atMs === this.#last.atMs && isSame);
  }

  #take(message: Extract<TabMessage, { type: "status" }>): void {
    this.#last = message;
    this.#options.onStatus(message.status, message.atMs);
    if (!message.status) this.close();
  }

  #tell(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }
}
