import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { HubFile } from "./parse-hub-reply.ts";

/** The hash of a file's bytes in the form that the hub names the file by, as hex digits. */
export async function hashBytes(
  content: AsyncIterable<Uint8Array>,
  { hash, bytes }: Pick<HubFile, "hash" | "bytes">,
): Promise<string> {
  const state = hash.kind === "sha256" ? sha256.create() : sha1.create();
  // Git's hash of a file is one of a header and the bytes.
  if (hash.kind === "git-sha1") state.update(new TextEncoder().encode(`blob ${bytes}\0`));
  for await (const part of content) state.update(part);
  return bytesToHex(state.digest());
}
