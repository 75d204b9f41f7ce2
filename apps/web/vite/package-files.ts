import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

/** Files of a package that the app serves from its own origin as they are. */
export interface PackageFiles {
  /** Where the app serves them: relative to its root, with a slash at its end, named by the version. */
  readonly path: string;
  readonly files: readonly PackageFile[];
}

/** One of them. */
interface PackageFile {
  /** Its address, relative to the app's root. */
  readonly path: string;
  /** Where it lies on this machine. */
  readonly source: string;
  readonly contentType: string;
}

/**
 * Serves files of a package from our own origin, in a folder named by its version: emitted with the page's
 * scripts in a build, read from the package by `vite dev`. Tells the page where, in the constant `name`: the
 * path is relative to the app's root, without a leading slash.
 */
export function packageFiles(name: string, { path, files }: PackageFiles): Plugin {
  return {
    name: `pilotlight-package-files:${name}`,
    config: () => ({ define: { [name]: JSON.stringify(path) } }),
    async generateBundle() {
      if (this.environment.name !== "client") return;
      for (const { path: fileName, source } of files) {
        this.emitFile({ type: "asset", fileName, source: await readFile(source) });
      }
    },
    configureServer({ middlewares }) {
      for (const { path, source, contentType } of files) {
        middlewares.use(`/${path}`, (_request, response) => {
          response.setHeader("content-type", contentType);
          createReadStream(source).pipe(response);
        });
      }
    },
  };
}
