import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const staticFolder = fileURLToPath(new URL("../static/ort/", import.meta.url));
const files = ["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];

/**
 * Puts the WebAssembly runtime under our own origin, in a folder named by its version, and tells the
 * page where: `__ORT_PATH__` is relative to the app's root, without a leading slash.
 */
export function ortFiles(): Plugin {
  const { version, folder } = findRuntime();
  const target = join(staticFolder, version);
  return {
    name: "pilotlight-ort-files",
    config: () => ({
      define: {
        __ORT_VERSION__: JSON.stringify(version),
        __ORT_PATH__: JSON.stringify(`ort/${version}/`),
      },
    }),
    buildStart() {
      if (!existsSync(target)) rmSync(staticFolder, { recursive: true, force: true });
      mkdirSync(target, { recursive: true });
      for (const file of files) copyWhenChanged(join(folder, file), join(target, file));
    },
  };
}

/** The runtime that transformers.js itself pins, not another that the workspace may hold. */
function findRuntime(): { version: string; folder: string } {
  const fromHere = createRequire(import.meta.url);
  const fromTransformers = createRequire(fromHere.resolve("@xenova/transformers"));
  const folder = dirname(fromTransformers.resolve("onnxruntime-web"));
  const { version } = parsePackage(readFileSync(join(folder, "../package.json"), "utf8"));
  return { version, folder };
}

function parsePackage(text: string): { version: string } {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && "version" in value) {
    if (typeof value.version === "string") return { version: value.version };
  }
  throw new Error(
    "onnxruntime-web has no version in its package.json. Install the packages again.",
  );
}

function copyWhenChanged(source: string, target: string): void {
  const isSame = existsSync(target) && statSync(target).size === statSync(source).size;
  if (!isSame) copyFileSync(source, target);
}
