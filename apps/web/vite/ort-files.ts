import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";
import type { OrtRuntime } from "./ort-runtime.ts";

/**
 * Serves the WebAssembly runtime from our own origin, in a folder named by its version: emitted with the
 * page's scripts in a build, read from the packages by `vite dev`. Tells the page where: `__ORT_PATH__`
 * is relative to the app's root, without a leading slash.
 */
export function ortFiles({ path, files }: OrtRuntime): Plugin {
  return {
    name: "pilotlight-ort-files",
    config: () => ({ define: { __ORT_PATH__: JSON.stringify(path) } }),
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
