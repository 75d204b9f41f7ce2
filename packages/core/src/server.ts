// The server's door: Node only.
export { OnnxBackend } from "./backends/onnx/onnx-backend.ts";
export { SagemakerBackend } from "./backends/sagemaker/sagemaker-backend.ts";
export { EndpointMonitor, type EndpointMonitorOptions } from "./endpoint/endpoint-monitor.ts";
export { MemoryWakeLedger, type WakeLedger } from "./endpoint/wake-ledger.ts";
export type { WakeMethod } from "./endpoint/waker.ts";
export { type HubModel, hubModels } from "./models/hub/hub-models.ts";
export { ModelHub } from "./models/hub/model-hub.ts";
export { bytesOf, type FetchedModel, parseModelIndex } from "./models/hub/parse-model-index.ts";
export { pullModel, readModelIndex } from "./models/hub/pull-model.ts";
export type { ModelSource } from "./models/onnx/model-loader.ts";
export { MemoryRunStore } from "./runs/memory/memory-run-store.ts";
export { RunQueue } from "./runs/run-queue.ts";
export { RunService } from "./runs/run-service.ts";
