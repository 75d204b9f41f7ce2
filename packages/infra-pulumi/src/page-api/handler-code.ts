import { readFileSync } from "node:fs";

/** The handler as Lambda gets it: one file, as it stands here. */
export function handlerCode(): string {
  return readFileSync(new URL("./handler.mjs", import.meta.url), "utf8");
}
