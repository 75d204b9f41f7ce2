import type { ChildProcess } from "node:child_process";
import { setTimeout } from "node:timers/promises";

interface Wait {
  readonly limitMs: number;
  /** How often it is looked. */
  readonly everyMs: number;
  /** Hears each reply that is no success. */
  readonly onRefused?: (reply: Response) => Promise<void>;
}

/** Whether a server that was started answers at an address with success; false when it ends, or takes too long. */
export async function untilHealthy(
  url: string,
  child: ChildProcess,
  { limitMs, everyMs, onRefused }: Wait,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += everyMs) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const reply = await fetch(url).catch(() => null);
    if (reply?.ok) return true;
    if (reply) await onRefused?.(reply);
    await setTimeout(everyMs);
  }
  return false;
}
