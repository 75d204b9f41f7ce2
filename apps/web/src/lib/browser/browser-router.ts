// The page's wiring: the worker of this device and our own server behind one Router. Imported at the
// first run only, so that the page's first JavaScript holds none of it.
import { embeddedModelFolders, Router, systemClock } from "@pilotlight/core";
import {
  BrowserBackend,
  chooseRuntime,
  readAbilities,
  RemoteBackend,
  RemoteRuns,
} from "@pilotlight/core/browser";

interface RouterOptions {
  /** Where the app lives, with a slash at its end. */
  readonly appUrl: string;
  /** Told under which id the server has a run of this page. */
  readonly onServerRun: (runId: string, serverRunId: string) => void;
}

/** What runs the tasks of a page, and finds runs again that the server has. */
export interface PageBackends {
  readonly router: Router;
  readonly serverRuns: RemoteRuns;
}

/** Makes the backends of a page. */
export function createPageBackends({ appUrl, onServerRun }: RouterOptions): PageBackends {
  const runtimeUrl = new URL(__ORT_PATH__, appUrl);
  const runtime = chooseRuntime(readAbilities());
  const browser = new BrowserBackend({
    createWorker: () =>
      new Worker(new URL("./pipeline.worker.ts", import.meta.url), { type: "module" }),
    modelSource: {
      baseUrl: new URL("models/", appUrl).href,
      models: embeddedModelFolders,
      threads: runtime?.threads ?? 1,
      wasmUrls: {
        mjs: new URL("ort-wasm-simd-threaded.mjs", runtimeUrl).href,
        wasm: new URL("ort-wasm-simd-threaded.wasm", runtimeUrl).href,
      },
    },
    clock: systemClock,
  });
  const server = { baseUrl: appUrl, fetch: globalThis.fetch, clock: systemClock };
  const remote = new RemoteBackend({
    ...server,
    onRunId: ({ runId = "" }, serverRunId) => {
      onServerRun(runId, serverRunId);
    },
  });
  const noSimd = "its browser has no WebAssembly SIMD, which the models need";
  const router = new Router({
    backends: __HAS_SERVER__ ? [browser, remote] : [browser],
    clock: systemClock,
    stateOf: ({ id }) =>
      id === "browser" && runtime === null
        ? { backend: id, available: false, why: noSimd }
        : { backend: id, available: true },
  });
  return { router, serverRuns: new RemoteRuns(server) };
}
