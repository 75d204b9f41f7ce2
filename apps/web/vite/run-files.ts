import { readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { embeddedModelFiles } from "@pilotlight/core";
import type { Plugin } from "vite";
import type { OrtRuntime } from "./ort-runtime.ts";

const clientFolder = fileURLToPath(new URL("../.svelte-kit/output/client/", import.meta.url));
const name = "virtual:run-files";
const workers = "_app/immutable/workers";

/**
 * Tells the service worker every file that a run of any tab takes beside the page itself, as paths from
 * the app's root. The service worker is built last: by then all of them lie in the output.
 */
export function runFiles(runtime: OrtRuntime): Plugin {
  let isBuild = true;
  return {
    name: "pilotlight-run-files",
    configResolved({ command }) {
      isBuild = command === "build";
    },
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      // `vite dev` keeps nothing for offline, and must not list what an earlier build left behind.
      const paths = isBuild ? listRunFiles(clientFolder, runtime) : [];
      return `export default ${JSON.stringify(paths)};`;
    },
  };
}

/**
 * The files of a run of every tab in the output of a build: the runtime, the embedded models, and all
 * that web workers are made of, of which SvelteKit's own list has the entries alone.
 * @throws Error naming what is not in the output, since the page would not work without a network
 */
export function listRunFiles(
  folder: string,
  { files }: Pick<OrtRuntime, "files">,
): readonly string[] {
  const models = embeddedModelFiles.map((path) => `models/${path}`);
  const needed = [...files.map(({ path }) => path), ...models];
  const missing = needed.filter((path) => !isFile(join(folder, path)));
  const scripts = listScripts(join(folder, workers)).map((path) => `${workers}/${path}`);
  if (scripts.length === 0) missing.push(`${workers}/*.js`);
  if (missing.length > 0) {
    throw new Error(
      `The build lacks files that runs need, so the page would not work offline: ${missing.join(", ")}.`,
    );
  }
  return [...scripts, ...needed].toSorted();
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function listScripts(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.split(sep).join("/"));
}
