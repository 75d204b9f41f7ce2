// What this server is built on and an older Node lacks. The imports of the entry are run before its own lines, so this
// one comes first among them.
import process from "node:process";

const needed: Readonly<Record<string, unknown>> = {
  "Promise.withResolvers": Reflect.get(Promise, "withResolvers"),
  "URL.parse": Reflect.get(URL, "parse"),
  "Set.union": Reflect.get(Set.prototype, "union"),
};

/** What to tell where something that the server needs is missing; null where nothing is. */
export function missingFeatures(
  features: Readonly<Record<string, unknown>>,
  version: string,
): string | null {
  const missing = Object.keys(features).filter((name) => features[name] === undefined);
  if (missing.length === 0) return null;
  return `Node ${version} is too old to run the server: it has no ${missing.join(", no ")}. Start it with \`npm start\`, which brings a Node of its own, or with Node 26, which it is tested with.`;
}

const message = missingFeatures(needed, process.versions.node);
if (message !== null) {
  console.error(message);
  process.exit(1);
}
