import { fileURLToPath } from "node:url";
import adapterStatic from "@sveltejs/adapter-static";
import { sveltekit } from "@sveltejs/kit/vite";
import { defaultClientConditions, defaultServerConditions, defineConfig } from "vite";
import { contentSecurityPolicy } from "./server/security-headers.ts";
import { appVersion } from "./vite/app-version.ts";
import { compressedAdapter } from "./vite/compressed-adapter.ts";
import { devHeaders } from "./vite/dev-headers.ts";
import { findOrtRuntime } from "./vite/ort-runtime.ts";
import { packageFiles } from "./vite/package-files.ts";
import { wuchale } from "wuchale/vite";
import { usedMessages } from "./vite/used-messages.ts";
import { runFiles } from "./vite/run-files.ts";
import { findSwaggerUi } from "./vite/swagger-ui.ts";

const languageRuntime = "@wuchale/svelte/runtime.svelte";
const ortRuntime = findOrtRuntime();
// Stops Vite from emitting a second copy of the wasm: the page loads the one of `packageFiles`.
const ortCondition = "onnxruntime-web-use-extern-wasm";

export default defineConfig(({ mode }) => ({
  define: { __HAS_SERVER__: JSON.stringify(mode !== "static") },
  plugins: [
    wuchale(),
    usedMessages(),
    devHeaders(),
    packageFiles("__ORT_PATH__", ortRuntime),
    // The static site has no API to tell of.
    packageFiles("__SWAGGER_PATH__", mode === "static" ? { path: "", files: [] } : findSwaggerUi()),
    runFiles(ortRuntime),
    sveltekit({
      // Said here, no code for components of the older kind comes along.
      compilerOptions: { runes: true },
      // The static site is the pages alone, for any host of files: its API routes are left out.
      adapter:
        mode === "static"
          ? adapterStatic({ pages: "build-static", assets: "build-static", strict: false })
          : compressedAdapter(),
      csp: { mode: "auto", directives: contentSecurityPolicy },
      // The API has no cookies, and Kit's own check answers curl with a 403; the API checks origins itself.
      csrf: { trustedOrigins: ["*"] },
      paths: { relative: true },
      // The page does it itself, when it has come alive.
      serviceWorker: { register: false },
      version: { name: appVersion(), pollInterval: 0 },
    }),
  ],
  resolve: {
    alias: [
      { find: "onnxruntime-web/webgpu", replacement: "onnxruntime-web/wasm" },
      // Imported by what the catalogues' plugin makes of packages/ui, which does not know of it.
      { find: languageRuntime, replacement: fileURLToPath(import.meta.resolve(languageRuntime)) },
    ],
  },
  environments: {
    client: {
      resolve: { conditions: [ortCondition, ...defaultClientConditions] },
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              // What every page loads at once is one file: shared with what is loaded later it would be
              // cut into many small ones, which compress worse.
              // Nothing that takes SvelteKit's modules along: with them in this file, pages under a path never
              // came alive.
              groups: [
                {
                  name: "page",
                  tags: ["$initial"],
                  test: /packages\/(?:core|ui)\/src\/|\/browser\/(?:language|lost-code|preferences)\.ts|\/locales\/page\.loader/u,
                },
              ],
            },
          },
        },
      },
    },
    ssr: { resolve: { conditions: [...defaultServerConditions] } },
  },
  // Else development loads core twice, by Vite and by Node, and its error class is two classes.
  ssr: { noExternal: [/^@pilotlight\//] },
  worker: { format: "es" },
}));
