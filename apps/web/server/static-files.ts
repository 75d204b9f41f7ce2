// What is known about the built files at the start: which never change, and which are whole pages.
import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";

/** Files by the path that they are asked for. */
export interface StaticFiles {
  /** In a folder that is named by its version, so that their content never changes. */
  readonly immutable: ReadonlySet<string>;
  /** Prerendered pages, which carry their own policy. */
  readonly prerendered: ReadonlySet<string>;
}

const versioned = ["models", "ort"];

/** Lists the files of a build. */
export function findStaticFiles(buildFolder: string): StaticFiles {
  const immutable = versioned.flatMap((name) =>
    listFiles(join(buildFolder, "client", name))
      .map((path) => `/${name}/${path}`)
      .filter(isVersioned),
  );
  const pages = listFiles(join(buildFolder, "prerendered")).filter((path) =>
    path.endsWith(".html"),
  );
  const prerendered = pages.flatMap((path) => {
    const page = `/${path.replace(/(?:\/?index)?\.html$/u, "")}`;
    return [page, `/${path}`];
  });
  return { immutable: new Set(immutable), prerendered: new Set(prerendered) };
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
