// How tests and proofs start Chromium.

import process from "node:process";

/** Flags for a Chromium without a screen, as root and in a container too. */
export const chromiumArgs = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

/**
 * The same for the tests of pages, which each compute a few words: WebAssembly stays as its first compiler
 * makes it. The second one took a sixth of the tests' processor time, and no page lived to use its code.
 */
export const testChromiumArgs = [...chromiumArgs, "--js-flags=--liftoff-only"];

/** How a whole Chromium is launched where a test or proof opens one of its own: the machine's, if one was found. */
export function chromiumOptions(args: readonly string[]) {
  const executablePath = process.env["CHROMIUM_PATH"];
  return { ...(executablePath ? { executablePath } : {}), args: [...args] };
}
