import { readlinkSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import { basename } from "node:path";
import process from "node:process";

// A busy core then gives the model a third of what it gives to the thread that answers requests.
const niceness = 5;

/** Has this thread stand back behind the one that answers requests; only Linux has priorities of threads. */
export function lowerThreadPriority(): void {
  if (process.platform !== "linux") return;
  const threadId = Number(basename(readlinkSync("/proc/thread-self")));
  if (getPriority(threadId) < niceness) setPriority(threadId, niceness);
}
