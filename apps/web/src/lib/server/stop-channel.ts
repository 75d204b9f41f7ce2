// How the server's entry tells the app to stop. They are two bundles of one process, so they share no
// module; a diagnostics channel is known by its name.
import { channel } from "node:diagnostics_channel";

interface StopNotice {
  readonly graceMs: number;
  readonly waitUntil: (work: Promise<void>) => void;
}

const stopping = channel("pilotlight:stop");

/** Tells all listeners that the server stops, and resolves when they are done. */
export async function announceStop(graceMs: number): Promise<void> {
  const works: Promise<void>[] = [];
  const notice: StopNotice = { graceMs, waitUntil: (work) => works.push(work) };
  stopping.publish(notice);
  await Promise.all(works);
}

/** Has work finished within `graceMs` before the process ends. */
export function onStop(finish: (graceMs: number) => Promise<void>): void {
  stopping.subscribe((notice) => {
    if (isStopNotice(notice)) notice.waitUntil(finish(notice.graceMs));
  });
}

function isStopNotice(value: unknown): value is StopNotice {
  return typeof value === "object" && value !== null && "graceMs" in value && "waitUntil" in value;
}
