import { firstOf } from "./abort.ts";
import type { Clock } from "./clock.ts";

/** What the platform knows about its connection. */
export interface Network {
  /** False only when there is surely no connection. */
  isOnline(): boolean;
  /** Resolves when a connection comes back; never when the signal fires first. */
  untilBack(signal: AbortSignal): Promise<void>;
}

/** The network as a page sees it; anywhere else it seems to be always there. */
export const platformNetwork: Network = {
  // Node has a navigator without this word.
  isOnline: () => !("onLine" in navigator) || navigator.onLine,
  untilBack: (signal) =>
    new Promise((resolve) => {
      if (!("addEventListener" in globalThis)) return;
      const back = () => {
        resolve();
      };
      globalThis.addEventListener("online", back, { once: true, signal });
    }),
};

interface PauseOptions {
  readonly clock: Clock;
  readonly network: Network;
  readonly signal: AbortSignal;
}

/**
 * Resolves after `ms`, or as soon as a connection comes back.
 * @throws InferenceError `aborted`
 */
export async function pause(ms: number, { clock, network, signal }: PauseOptions): Promise<void> {
  await firstOf((over) => [clock.wait(ms, over), network.untilBack(over)], signal);
}
