// What real servers sent, as `npm run proof -- recordings` wrote it down; see its folder's README.
import { readFileSync } from "node:fs";

/** The bytes of a recording. */
export function recordedBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../__fixtures__/servers/${name}`, import.meta.url)));
}

/** The text of a recording. */
export function recordedText(name: string): string {
  return new TextDecoder().decode(recordedBytes(name));
}

/** What each of the servers was asked to say, and said, streamed as in one piece. */
export const recordedReply = "Café, naïve – 灯台 ⛵ 1904";
