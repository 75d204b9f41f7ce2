// The page's wiring: the worker of this device and our own server behind one Router. Imported at the
// first run only, so that the page's first JavaScript holds none of it.
import { embeddedModelFolders, Router, systemClock } from "@pilotlight/core";
import { BrowserBackend, RemoteBackend } from "@pilotlight/core/browser";

/** The router of a page. @param appUrl where the app lives, with a slash at its end */
export function createBrowserRouter(appUrl: string): Router {
  const runtime = new URL(__ORT_PATH__, appUrl);
  const browser = new BrowserBackend({
    createWorker: () =>
      new Worker(new URL("./pipeline.worker.ts", import.meta.url), { type: "module" }),
    modelSource: {
      baseUrl: new URL("models/", appUrl).href,
      models: embeddedModelFolders,
      wasmUrls: {
        mjs: new URL("ort-wasm-simd-threaded.mjs", runtime).href,
        wasm: new URL("ort-wasm-simd-threaded.wasm", runtime).href,
      },
    },
    clock: systemClock,
  });
  const remote = new RemoteBackend({
    baseUrl: appUrl,
    fetch: globalThis.fetch,
    clock: systemClock,
  });
  return new Router({ backends: [browser, remote], clock: systemClock });
}
