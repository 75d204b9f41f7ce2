// The two scripts that Node runs beside SvelteKit's own server: the entry and the inference worker.
// Each is bundled on its own into build/, after `vite build` has made that folder.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true, external: ["@xenova/transformers"] },
  build: {
    ssr: true,
    outDir: "build",
    emptyOutDir: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        start: path("server/start.ts"),
        "onnx-worker": path("../../packages/core/src/backends/onnx/onnx-worker.ts"),
      },
      output: { entryFileNames: "[name].js", chunkFileNames: "start-chunks/[name]-[hash].js" },
    },
  },
});
