// A second version of the static site, as a deployment leaves it: every built file has a new name, the
// old ones are gone, and the page shows another footer.
import { createHash } from "node:crypto";
import { cp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";

const textKinds = new Set([".js", ".html", ".css", ".json"]);

/** What the footer of the first and of the second version says. */
export const footers = ["No account, no trackers", "Nothing to sign, no trackers"] as const;

/** Writes the second version of a site to another folder. */
export async function makeNextVersion(site: string, target: string): Promise<void> {
  await cp(site, target, { recursive: true });
  const entries = await readdir(target, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const built = paths.filter((path) => path.includes("/_app/immutable/"));
  const names = new Map(built.map((path) => [basename(path), nextName(path)]));
  for (const path of paths.filter((path) => textKinds.has(extname(path)))) {
    await writeFile(path, nextText(await readFile(path, "utf8"), names));
  }
  for (const path of built) await rename(path, join(dirname(path), nextName(path)));
}

function nextName(path: string): string {
  const end = extname(path);
  return `${basename(path, end)}-2${end}`;
}

function nextText(text: string, names: ReadonlyMap<string, string>): string {
  let next = text.replaceAll(footers[0], footers[1]);
  for (const [name, other] of names) next = next.replaceAll(name, other);
  return withScriptHashes(text, next);
}

/** The page's policy names its inline scripts by their hashes, which are others now. */
function withScriptHashes(before: string, after: string): string {
  const old = inlineScripts(before);
  return inlineScripts(after).reduce(
    (page, script, index) => page.replaceAll(hashOf(old[index] ?? ""), hashOf(script)),
    after,
  );
}

function inlineScripts(page: string): readonly string[] {
  return [...page.matchAll(/<script>([\s\S]*?)<\/script>/gu)].map(([, script = ""]) => script);
}

function hashOf(script: string): string {
  return createHash("sha256").update(script).digest("base64");
}
