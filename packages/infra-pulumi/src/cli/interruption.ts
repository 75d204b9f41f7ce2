// Ctrl+C while Pulumi changes a stage. Pulumi answers one SIGINT by finishing what AWS is doing for it and
// writing that down, and a second one by ending at once, which leaves things that nobody knows of. So
// exactly one is passed on for each time that a person asks, and we stay until the last process is gone.
import process from "node:process";

/** What a person is told, and how time passes. */
export interface Interruption {
  readonly nowMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Told once when the program was asked to stop, and once more when it was made to. */
  readonly onAsked: (times: 1 | 2) => void;
}

/** Where signals come from: the process itself. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** Sends a signal to a process or to a group, as `process.kill` does; 0 only asks whether it is there. */
export type SendSignal = (id: number, signal: NodeJS.Signals | 0) => unknown;

interface Guard extends Disposable {
  /** Waits for all processes of the group; true when a person asked it to stop. */
  ended(): Promise<boolean>;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
// A terminal, npm and our own starter each pass the same key on; together they are one wish.
const sameWishMs = 2000;
const lookAgainMs = 250;

/**
 * Passes signals on to a program's group, each wish once.
 * @param leaderId the id of the group and of its first process; undefined when it could not be started
 */
export function guardGroup(
  leaderId: number | undefined,
  { nowMs, wait, onAsked }: Interruption,
  source: SignalSource = process,
  send: SendSignal = process.kill.bind(process),
): Guard {
  const group = -(leaderId ?? 0);
  let asked = 0;
  let askedAtMs = -Infinity;
  const pass = () => {
    const isSameWish = nowMs() - askedAtMs < sameWishMs;
    if (group === 0 || asked === 2 || isSameWish) return;
    askedAtMs = nowMs();
    asked += 1;
    onAsked(asked === 1 ? 1 : 2);
    trySend(send, group, "SIGINT");
  };
  for (const signal of signals) source.on(signal, pass);
  return {
    ended: async () => {
      while (asked > 0 && group !== 0 && trySend(send, group, 0)) await wait(lookAgainMs);
      return asked > 0;
    },
    [Symbol.dispose]: () => {
      for (const signal of signals) source.off(signal, pass);
    },
  };
}

/** False when there is nobody to send it to. */
function trySend(send: SendSignal, id: number, signal: NodeJS.Signals | 0): boolean {
  try {
    send(id, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}
