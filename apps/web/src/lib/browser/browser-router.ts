// The page's wiring: the worker of this device and our own server behind one Router. Imported at the
// first run only, so that the page's first JavaScript holds none of it.
import {
  type Backend,
  type BackendChoice,
  type BackendState,
  embeddedModelFolders,
  Router,
  systemClock,
} from "@pilotlight/core";
import {
  BrowserBackend,
  chooseRuntime,
  type DeviceModelChoice,
  DeviceModelsBackend,
  ModelCache,
  type ModelSource,
  readAbilities,
  RemoteBackend,
  RemoteRuns,
  type RuntimeChoice,
} from "@pilotlight/core/browser";
import { hubUrlOf } from "./hub-url.ts";
import { keptModel } from "./preferences.ts";

interface RouterOptions {
  /** Where the app lives, with a slash at its end. */
  readonly appUrl: string;
  /** Told under which id the server has a run of this page. */
  readonly onServerRun: (runId: string, serverRunId: string) => void;
  /** The large model now; null where there is none. */
  readonly largeModelState: () => BackendState | null;
}

/** What runs the tasks of a page, and finds runs again that the server has. */
export interface PageBackends {
  /** The router for this wish as things stand. */
  readonly routerFor: (choice: BackendChoice) => Router;
  /** Asks the large model alone, and only if it is awake. */
  readonly awakeRouter: Router;
  readonly serverRuns: RemoteRuns;
}

// As long as the server lets a run wait for its large model: twice a usual wake.
const longestWaitMs = 600_000;

/** Makes the backends of a page. */
export function createPageBackends(options: RouterOptions): PageBackends {
  const { appUrl, onServerRun, largeModelState } = options;
  const clock = systemClock;
  const server = { baseUrl: appUrl, fetch: globalThis.fetch, clock };
  const onRunId = ({ runId = "" }: { runId?: string }, serverRunId: string) => {
    onServerRun(runId, serverRunId);
  };
  const remote = new RemoteBackend({ ...server, onRunId });
  const largeModel = { ...server, onRunId, id: "sagemaker", backendChoice: "sagemaker" } as const;
  // A run that may be answered elsewhere does not wait for a model that has fallen asleep.
  const awake = new RemoteBackend({ ...largeModel, waitMs: 0 });
  const awaited = new RemoteBackend({ ...largeModel, waitMs: longestWaitMs });
  const runtime = chooseRuntime(readAbilities());
  const browser = deviceModels(appUrl, runtime);
  const stateOf = ({ id }: Backend): BackendState => {
    if (id === "browser" && !runtime) return { backend: id, available: false, why: noSimd };
    return (id === "sagemaker" && largeModelState()) || { backend: id, available: true };
  };

  // The static site has no server that could answer.
  const small = __HAS_SERVER__ ? [browser, remote] : [browser];
  const withoutLargeModel = new Router({ backends: small, clock, stateOf });
  const withLargeModel = new Router({ backends: [awake, ...small], clock, stateOf });
  const awaitedRouter = new Router({ backends: [awaited], clock });
  return {
    routerFor: (choice) => {
      if (choice === "sagemaker") return awaitedRouter;
      return largeModelState() ? withLargeModel : withoutLargeModel;
    },
    awakeRouter: new Router({ backends: [awake], clock }),
    serverRuns: new RemoteRuns(server),
  };
}

const noSimd = "this browser's WebAssembly has no SIMD, which the small models need";

/** The small models of this device: for each task the one that the person chose. */
function deviceModels(appUrl: string, runtime: RuntimeChoice | null): DeviceModelsBackend {
  const hubUrl = hubUrlOf(appUrl);
  const cache = new ModelCache({ hubUrl, caches: globalThis.caches });
  const choiceFor = async (taskId: string): Promise<DeviceModelChoice> => {
    const folder = keptModel(taskId);
    if (folder === null) return "embedded";
    const model = (await cache.list()).find((known) => known.folder === folder);
    return model ? { url: cache.urlOf(model), name: model.name } : "gone";
  };
  const backendOf = (models: Pick<ModelSource, "models" | "names">) =>
    browserBackend({ appUrl, runtime, models });
  return new DeviceModelsBackend({
    embedded: backendOf({ models: embeddedModelFolders }),
    choiceFor,
    open: (taskId, { url, name }) =>
      backendOf({ models: { [taskId]: url }, names: { [url]: name } }),
  });
}

interface BrowserBackendFacts {
  readonly appUrl: string;
  readonly runtime: RuntimeChoice | null;
  readonly models: Pick<ModelSource, "models" | "names">;
}

function browserBackend({ appUrl, runtime, models }: BrowserBackendFacts): BrowserBackend {
  const runtimeUrl = new URL(__ORT_PATH__, appUrl);
  return new BrowserBackend({
    createWorker: () =>
      new Worker(new URL("./pipeline.worker.ts", import.meta.url), { type: "module" }),
    modelSource: {
      baseUrl: new URL("models/", appUrl).href,
      ...models,
      threads: runtime?.threads ?? 1,
      wasmUrls: {
        mjs: new URL("ort-wasm-simd-threaded.mjs", runtimeUrl).href,
        wasm: new URL("ort-wasm-simd-threaded.wasm", runtimeUrl).href,
      },
    },
    clock: systemClock,
  });
}
