import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const clientFolder = fileURLToPath(new URL("../.svelte-kit/output/client/", import.meta.url));
const workers = "_app/immutable/workers";
const name = "virtual:worker-files";

/**
 * Tells the service worker every file that web workers are made of, as paths from the app's root.
 * SvelteKit's own list of built files has the entry of a worker but not the chunks that it loads later;
 * by the time the service worker is built, they lie in the output.
 */
export function workerFiles(): Plugin {
  return {
    name: "pilotlight-worker-files",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      return `export default ${JSON.stringify(listFiles())};`;
    },
  };
}

function listFiles(): readonly string[] {
  const folder = join(clientFolder, workers);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => `${workers}/${path.split(sep).join("/")}`)
    .toSorted();
}
