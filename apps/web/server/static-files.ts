// What is known about the built files at the start: which never change, and which are whole pages.
import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";

/** Files by the path that they are asked for. */
export interface StaticFiles {
  /** Named by their content or in a folder that is named by its version, so that they never change. */
  readonly immutable: ReadonlySet<string>;
  /** Everything else that was built: kept by a browser, and asked for again each time. */
  readonly revalidated: ReadonlySet<string>;
  /** Prerendered pages, which carry their own policy. */
  readonly prerendered: ReadonlySet<string>;
}

const versioned = ["models", "ort", "swagger-ui"];

/** Lists the files of a build. */
export function findStaticFiles(buildFolder: string): StaticFiles {
  const client = listFiles(join(buildFolder, "client")).map((path) => `/${path}`);
  const immutable = new Set(client.filter(isImmutable));
  const pages = listFiles(join(buildFolder, "prerendered")).filter((path) =>
    path.endsWith(".html"),
  );
  const prerendered = pages.flatMap((path) => {
    const page = `/${path.replace(/(?:\/?index)?\.html$/u, "")}`;
    return [page, `/${path}`];
  });
  const revalidated = client.filter((path) => !immutable.has(path));
  return {
    immutable,
    revalidated: new Set([...revalidated, ...prerendered]),
    prerendered: new Set(prerendered),
  };
}

/** True for what SvelteKit names by its content, and for models and runtimes in a version's folder. */
function isImmutable(path: string): boolean {
  const [, folder = ""] = path.split("/");
  return path.startsWith("/_app/immutable/") || (versioned.includes(folder) && isVersioned(path));
}

/** True when one of the folders on the way is a version, such as `1.31.0-dev.2` or `sentiment-v1`. */
function isVersioned(path: string): boolean {
  const folders = path.split("/").slice(2, -1);
  return folders.some((folder) => /^\d+\.\d+|(?:^|[-@])v\d+/u.test(folder));
}

function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.split(sep).join("/"));
}
