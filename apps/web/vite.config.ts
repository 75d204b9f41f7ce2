import { sveltekit } from "@sveltejs/kit/vite";
import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import { contentSecurityPolicy } from "./server/security-headers.ts";
import { appVersion } from "./vite/app-version.ts";
import { compressedAdapter } from "./vite/compressed-adapter.ts";
import { devHeaders } from "./vite/dev-headers.ts";
import { ortFiles } from "./vite/ort-files.ts";

// Stops Vite from emitting a second copy of the wasm: the page loads ours from static/ort.
const ortCondition = "onnxruntime-web-use-extern-wasm";

export default defineConfig({
  plugins: [
    ortFiles(),
    devHeaders(),
    sveltekit({
      adapter: compressedAdapter(),
      csp: { mode: "auto", directives: contentSecurityPolicy },
      // The API has no cookies, and Kit's own check answers curl with a 403; the API checks origins itself.
      csrf: { trustedOrigins: ["*"] },
      paths: { relative: true },
      version: { name: appVersion(), pollInterval: 0 },
    }),
  ],
  resolve: {
    alias: [{ find: "onnxruntime-web/webgpu", replacement: "onnxruntime-web/wasm" }],
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
              groups: [{ name: "page", tags: ["$initial"], test: /packages\/(?:core|ui)\/src\//u }],
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
  test: {
    environment: "node",
    include: ["{src,server,vite,demo}/**/*.test.ts"],
    expect: { requireAssertions: true },
    retry: 0,
  },
});
