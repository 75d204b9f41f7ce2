import { errorOfAbort, onAbort } from "./abort.ts";
import type { Clock } from "./clock.ts";

/** The platform's own clock and timers. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        release?.();
        resolve();
      }, ms);
      const release =
        signal &&
        onAbort(signal, () => {
          clearTimeout(timer);
          reject(errorOfAbort(signal));
        });
    }),
};
