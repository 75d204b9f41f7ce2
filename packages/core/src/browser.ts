// The page's door: backends that a page's main thread talks to. No ML runtime.
export { BrowserBackend } from "./backends/browser/browser-backend.ts";
export {
  chooseRuntime,
  type DeviceAbilities,
  readAbilities,
  type RuntimeChoice,
} from "./backends/browser/device-abilities.ts";
export { RemoteBackend } from "./backends/remote/remote-backend.ts";
export { RemoteEndpoint } from "./backends/remote/remote-endpoint.ts";
export { RemoteRuns } from "./backends/remote/remote-runs.ts";
export { decodeEndpointStatus } from "./endpoint/decode-endpoint-status.ts";
export type { ModelSource } from "./pipelines/model-loader.ts";
