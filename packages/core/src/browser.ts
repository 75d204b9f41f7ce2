// The page's door: backends that a page's main thread talks to. No ML runtime.
export { BrowserBackend } from "./backends/browser/browser-backend.ts";
export {
  chooseRuntime,
  type DeviceAbilities,
  readAbilities,
  type RuntimeChoice,
} from "./backends/browser/device-abilities.ts";
export {
  type DeviceModelChoice,
  DeviceModelsBackend,
  type DownloadedModel,
} from "./backends/browser/device-models-backend.ts";
export { findGpu } from "./backends/browser/find-gpu.ts";
export { ServerBackend } from "./backends/server/server-backend.ts";
export { ServerEndpoint } from "./backends/server/server-endpoint.ts";
export { ServerRuns } from "./backends/server/server-runs.ts";
export { decodeEndpointStatus } from "./endpoint/decode-endpoint-status.ts";
export { readSpace } from "./models/hub/device-space.ts";
export { ModelCache } from "./models/hub/model-cache.ts";
export { ModelDownloads } from "./models/hub/model-downloads.ts";
export { readEmbeddedModels } from "./models/read-embedded-models.ts";
export type { ModelSource } from "./models/onnx/model-loader.ts";
