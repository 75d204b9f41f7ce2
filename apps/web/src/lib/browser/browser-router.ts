// The page's wiring: the worker of this device and our own server behind one Router. Imported at the
// first run only, so that the page's first JavaScript holds none of it.
import {
  type AnyTask,
  type Availability,
  type Backend,
  type BackendChoice,
  type BackendRequest,
  embeddedModelFiles,
  embeddedModelFolders,
  type Role,
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
  type RuntimeChoice,
  ServerBackend,
  ServerRuns,
} from "@pilotlight/core/browser";
import { DeviceWorkers } from "./device-workers.ts";
import { hubUrlOf } from "./hub-url.ts";
import { keptModel } from "./kept-settings.ts";

interface RouterOptions {
  /** Where the app lives, with a slash at its end. */
  readonly appUrl: string;
  /** Told that a run of this page goes to the server, and to which of its models. */
  readonly onSend: (runId: string, role: Role) => void;
  /** Told under which id the server has a run of this page. */
  readonly onServerRun: (runId: string, serverRunId: string) => void;
  /** The large model now; null where there is none. */
  readonly largeModelState: () => Availability | null;
}

/** What runs the tasks of a page, and finds runs again that the server has. */
export interface PageBackends {
  /** The router for this wish as things stand. */
  readonly routerFor: (choice: BackendChoice) => Router;
  /** Asks the large model alone, and only if it is awake. */
  readonly awakeRouter: Router;
  readonly serverRuns: ServerRuns;
  /** Brings what a run of the task on this device takes into the browser's cache. */
  readonly prepare: (task: AnyTask) => Promise<void>;
}

// As long as the server lets a run wait for its large model: twice a usual wake.
const longestWaitMs = 600_000;

/** Makes the backends of a page. */
export function createPageBackends(options: RouterOptions): PageBackends {
  const { appUrl, onSend, onServerRun, largeModelState } = options;
  const clock = systemClock;
  const server = { baseUrl: appUrl, fetch: globalThis.fetch, clock };
  const telling = (role: Role) => ({
    role,
    onSend: ({ runId = "" }: BackendRequest) => {
      onSend(runId, role);
    },
    onRunId: ({ runId = "" }: BackendRequest, serverRunId: string) => {
      onServerRun(runId, serverRunId);
    },
  });
  const small = new ServerBackend({ ...server, ...telling("small") });
  const largeModel = { ...server, ...telling("large") };
  // A run that may be answered elsewhere does not wait for a model that has fallen asleep.
  const awake = new ServerBackend({ ...largeModel, waitMs: 0 });
  const awaited = new ServerBackend({ ...largeModel, waitMs: longestWaitMs });
  const runtime = chooseRuntime(readAbilities());
  const browser = deviceModels(appUrl, runtime);
  const stateOf = (backend: Backend): Availability => {
    if (backend === browser && !runtime) return noSimd;
    return (backend === awake && largeModelState()) || { available: true };
  };

  // The static site has no server that could answer.
  const backends = __HAS_SERVER__ ? [browser, small] : [browser];
  const withoutLargeModel = new Router({ backends, clock, stateOf });
  const withLargeModel = new Router({ backends: [awake, ...backends], clock, stateOf });
  const awaitedRouter = new Router({ backends: [awaited], clock });
  return {
    routerFor: (choice) => {
      if (choice === "large") return awaitedRouter;
      return choice === "auto" && largeModelState() ? withLargeModel : withoutLargeModel;
    },
    awakeRouter: new Router({ backends: [awake], clock }),
    serverRuns: new ServerRuns(server),
    prepare: (task) => fetchModel(appUrl, task),
  };
}

/** Fetches the embedded model of a task with the runtime; a task without a model needs neither. */
async function fetchModel(appUrl: string, { id }: AnyTask): Promise<void> {
  const folder = Object.hasOwn(embeddedModelFolders, id) ? embeddedModelFolders[id] : undefined;
  // A downloaded model is here already.
  if (folder === undefined || keptModel(id) !== null) return;
  const runtime = ["mjs", "wasm"].map((end) => `${__ORT_PATH__}ort-wasm-simd-threaded.${end}`);
  const files = embeddedModelFiles.filter((path) => path.startsWith(`${folder}/`));
  for (const path of [...runtime, ...files.map((file) => `models/${file}`)]) {
    const reply = await fetch(new URL(path, appUrl), { priority: "low" });
    // Only a reply that is read to its end is kept.
    await reply.arrayBuffer();
  }
}

const noSimd: Availability = { available: false, why: { code: "no-simd" }, canWait: false };

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
    embedded: new DeviceWorkers((folder) => {
      const models = Object.entries(embeddedModelFolders).filter(([, known]) => known === folder);
      return backendOf({ models: Object.fromEntries(models) });
    }),
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
