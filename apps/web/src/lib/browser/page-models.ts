// The page's wiring of its models. Imported when their panel is opened.
import { systemClock } from "@pilotlight/core";
import {
  chooseRuntime,
  findGpu,
  ModelCache,
  ModelDownloads,
  readAbilities,
  readEmbeddedModels,
  readSpace,
} from "@pilotlight/core/browser";
import { DeviceModels, type ModelStore } from "@pilotlight/ui/models";
import { hubUrlOf } from "./hub-url.ts";
import { keepModel, keptModel } from "./kept-settings.ts";

/** The models of this device, for an app that lives at an address with a slash at its end. */
export function openModels(appUrl: string): DeviceModels {
  const { caches } = globalThis;
  return new DeviceModels({
    store: modelStore(hubUrlOf(appUrl)),
    readEmbedded: () =>
      readEmbeddedModels({ modelsUrl: new URL("models/", appUrl).href, fetch: ownFetch, caches }),
    readDevice: async () => ({
      runtime: chooseRuntime(readAbilities()),
      gpu: await findGpu("gpu" in navigator ? navigator.gpu : undefined, systemClock),
    }),
    chosen: keptModel,
    onChoose: keepModel,
  });
}

const ownFetch: typeof fetch = (...call) => fetch(...call);

function modelStore(hubUrl: string): ModelStore {
  // Neither is there on plain HTTP.
  const { caches } = globalThis;
  const storage = "storage" in navigator ? navigator.storage : undefined;
  const cache = new ModelCache({ hubUrl, caches });
  const downloads = new ModelDownloads({
    cache,
    hubUrl,
    storage,
    fetch: ownFetch,
    clock: systemClock,
  });
  return {
    offered: () => downloads.offered(new AbortController().signal),
    list: () => cache.list(),
    download: (model, wish) => downloads.download(model, wish),
    remove: (model) => cache.remove(model),
    space: () => readSpace(storage),
    askToKeep: async () => {
      await storage?.persist();
    },
  };
}
