// The same calls in a headless Chromium, with the shipped models and the page's own WebAssembly runtime.
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { embeddedModelFolders } from "@pilotlight/core/worker";
import { chromium } from "playwright";
import { build, defaultClientConditions } from "vite";
import { findChromium } from "../../scripts/find-chromium.mjs";
import { modelsFolder } from "./models-folder.ts";
import { parseTimings } from "./parse-timings.ts";
import { serveFolders } from "./serve-folders.ts";

interface ChromiumTimings {
  readonly version: string;
  readonly msByTask: Readonly<Record<string, number>>;
}

const pageFolder = fileURLToPath(new URL("../out/timing-page/", import.meta.url));

/**
 * The median time of one call in Chromium by task id.
 * @throws Error when there is no Chromium, saying what to do
 */
export async function timeInChromium(
  taskIds: readonly string[],
  calls: number,
): Promise<ChromiumTimings> {
  const executablePath = chromiumPath();
  await buildPage();
  const site = await serveFolders({
    "/page/": pageFolder,
    "/models/": modelsFolder,
    "/ort/": runtimeFolder(),
  });
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/page/index.html`);
    await page.waitForFunction("globalThis.timeCalls");
    const ort = `${site.origin}/ort/ort-wasm-simd-threaded`;
    const source = {
      baseUrl: `${site.origin}/models/`,
      models: embeddedModelFolders,
      wasmUrls: { mjs: `${ort}.mjs`, wasm: `${ort}.wasm` },
    };
    const argumentList = `${JSON.stringify(source)}, ${JSON.stringify({ taskIds, calls })}`;
    const timings: unknown = await page.evaluate(`timeCalls(${argumentList})`);
    return { version: browser.version(), msByTask: parseTimings(timings) };
  } finally {
    await browser.close();
    site.close();
  }
}

function chromiumPath(): string {
  const advice =
    "Install Chromium or set CHROMIUM_PATH, or leave the browser out with --no-browser.";
  try {
    const path: unknown = findChromium();
    if (typeof path === "string") return path;
  } catch (cause) {
    throw new Error(`No Chromium was found, so nothing can be timed in one. ${advice}`, { cause });
  }
  throw new Error(`The search for a Chromium gave no path. ${advice}`);
}

async function buildPage(): Promise<void> {
  const entry = fileURLToPath(new URL("timing-page.ts", import.meta.url));
  await build({
    configFile: false,
    logLevel: "warn",
    root: dirname(entry),
    base: "./",
    resolve: {
      conditions: ["onnxruntime-web-use-extern-wasm", ...defaultClientConditions],
      alias: [{ find: "onnxruntime-web/webgpu", replacement: "onnxruntime-web/wasm" }],
    },
    build: {
      target: "esnext",
      outDir: pageFolder,
      emptyOutDir: true,
      chunkSizeWarningLimit: 4_000,
      rolldownOptions: { input: entry, output: { entryFileNames: "page.js" } },
    },
  });
  await mkdir(pageFolder, { recursive: true });
  const html =
    '<!doctype html><title>Timing</title><script type="module" src="page.js"></script>\n';
  await writeFile(join(pageFolder, "index.html"), html);
}

/** Where the WebAssembly runtime lies that transformers.js itself pins. */
function runtimeFolder(): string {
  const fromHere = createRequire(import.meta.url);
  const fromTransformers = createRequire(fromHere.resolve("@xenova/transformers"));
  return dirname(fromTransformers.resolve("onnxruntime-web"));
}
