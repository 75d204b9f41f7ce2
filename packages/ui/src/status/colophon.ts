// Where an answer was made, how long it took and what left the device, in one line.
import type { Answer } from "../sessions/task-run.svelte.ts";
import { serverName } from "./backend-options.ts";
import { duration } from "./words.ts";

/** The line under an answer, such as `On your device · 0.9 s · nothing left this browser`. */
export function colophon({ run, waitedMs, isShared }: Answer, host: string): string {
  if (isShared === true) return "Came with the link · made somewhere else";
  const parts = [madeBy({ run }, host)];
  if (run.cached) parts.push("kept from the same question of before");
  if (waitedMs !== null) parts.push(duration(waitedMs));
  parts.push(
    run.backend === "browser" ? "nothing left this browser" : "your text was sent to the server",
  );
  return parts.join(" · ");
}

function madeBy({ run }: Pick<Answer, "run">, host: string): string {
  if (run.role === "large") return "By the large model";
  return run.backend === "browser" ? "On your device" : `On ${serverName(host)}`;
}
