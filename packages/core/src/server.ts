// The server's door: Node only.
export { OnnxBackend } from "./backends/onnx/onnx-backend.ts";
export {
  LargeModelBackend,
  type LargeModelBackendOptions,
} from "./backends/large-model/large-model-backend.ts";
export { timeoutsFor } from "./backends/large-model/timeouts.ts";
export { GradioCalls } from "./backends/gradio/gradio-calls.ts";
export { GradioClient } from "./backends/gradio/gradio-client.ts";
export { OpenaiCalls } from "./backends/openai/openai-calls.ts";
export { OpenaiClient } from "./backends/openai/openai-client.ts";
export { SagemakerCalls, type WakeMethod } from "./backends/sagemaker/sagemaker-calls.ts";
export { SagemakerSmallBackend } from "./backends/sagemaker-small/sagemaker-small-backend.ts";
export { SagemakerClient } from "./backends/sagemaker/sagemaker-client.ts";
export type { InstancePrice } from "./endpoint/cost-meter.ts";
export { EndpointMonitor, type EndpointMonitorOptions } from "./endpoint/endpoint-monitor.ts";
export { MemoryWakeLedger, type WakeLedger } from "./endpoint/wake-ledger.ts";
export { createInvocationsApi, type InvocationsApi } from "./http/invocations/invocations-api.ts";
export type { AnswerFeedback } from "./http/rest/feedback-body.ts";
export type { FeedbackStore } from "./http/rest/feedback-reply.ts";
export { createRestApi, type RestApi } from "./http/rest/rest-api.ts";
export type { MetricsPage } from "./http/rest/metrics-reply.ts";
export type { Readiness } from "./http/rest/status-reply.ts";
export { type HubModel, hubModels } from "./models/hub/hub-models.ts";
export { ModelHub } from "./models/hub/model-hub.ts";
export { bytesOf, type FetchedModel, parseModelIndex } from "./models/hub/parse-model-index.ts";
export { pullModel, readModelIndex } from "./models/hub/pull-model.ts";
export type { ModelSource } from "./models/onnx/model-loader.ts";
export { MemoryResultCache } from "./runs/memory/memory-result-cache.ts";
export { smallEndpointState } from "./router/small-endpoint-state.ts";
export { MemoryRunStore } from "./runs/memory/memory-run-store.ts";
export { RunQueue } from "./runs/run-queue.ts";
export { ByteBudget } from "./runtime/byte-budget.ts";
export { RunService } from "./runs/run-service.ts";
export type { EndedRun, RunObserver } from "./runs/run-observer.ts";
export { SharedAnswers } from "./runs/shared-answers.ts";
export { charactersOf } from "./runs/run-size.ts";
export { answerVerdict, answerVerdicts } from "./tasks/answer-verdicts.ts";
export { checkModel } from "./tasks/check-model.ts";
export { firstForeign } from "./text/language-notice.ts";
