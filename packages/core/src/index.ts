// The shared door: no DOM, no Node, no ML runtime. Everything that a page's main thread may load.
export {
  type Backend,
  type BackendEnd,
  type BackendEvent,
  type BackendId,
  backendIds,
  type BackendRequest,
} from "./backends/backend.ts";
export type { Endpoint, WakeRequest, WarmRequest } from "./endpoint/endpoint.ts";
export type { Observation, Temperature } from "./endpoint/endpoint-state.ts";
export type {
  EndpointCost,
  EndpointStatus,
  WakeOffer,
  WakePolicy,
} from "./endpoint/endpoint-status.ts";
export {
  abortError,
  type ErrorCode,
  errorCodes,
  type ErrorDetails,
  fromWireError,
  InferenceError,
  isAbort,
  throwIfAborted,
  toWireError,
  type WireError,
} from "./errors/inference-error.ts";
export { codeSnippets } from "./protocol/gradio/snippets.ts";
export { errorStatus, type Problem, problemHeaders, toProblem } from "./protocol/rest/problem.ts";
export { createRestApi, type RestApi } from "./protocol/rest/rest-api.ts";
export type { Readiness } from "./protocol/rest/status-reply.ts";
export {
  embeddedModelFolders,
  type EmbeddedModel,
  embeddedModels,
} from "./models/embedded-models.ts";
export { largeModelState } from "./router/large-model-state.ts";
export {
  type BackendChoice,
  backendNames,
  type BackendState,
  type BackendWish,
  rankBackends,
  type RankedBackend,
} from "./router/rank-backends.ts";
export { Router, type RouteRequest, type RunRequest } from "./router/router.ts";
export type { Progress, RunEvent, RunInfo } from "./runs/run-event.ts";
export { newRunId } from "./runs/run-id.ts";
export type { BatchRuns, Caller, Runs } from "./runs/runs.ts";
export { nextRunState, type RunState } from "./runs/run-state.ts";
export type { Clock } from "./runtime/clock.ts";
export { systemClock } from "./runtime/system-clock.ts";
export {
  type ChoiceField,
  choiceField,
  type Field,
  type Fields,
  fieldSchema,
  type InputOf,
  type NumberField,
  numberField,
  parseField,
  type SwitchField,
  switchField,
  type TextField,
  textField,
} from "./tasks/field.ts";
export { isJsonObject, type JsonObject } from "./tasks/json.ts";
export type { Mark, MarkTone, OutputView } from "./tasks/output-view.ts";
export { questionAnswering, type QuestionAnsweringOutput } from "./tasks/question-answering.ts";
export { tasks } from "./tasks/registry.ts";
export {
  sentimentAnalysis,
  type SentimentOutput,
  unclearBelow,
} from "./tasks/sentiment-analysis.ts";
export { type TaskPrompt, UnreadableReply } from "./tasks/prompt.ts";
export type { Span } from "./tasks/span.ts";
export { summarization, type SummarizationOutput } from "./tasks/summarization.ts";
export {
  type AnyTask,
  defineTask,
  type Example,
  inputNames,
  type TaskDefinition,
  type TaskOptions,
} from "./tasks/task.ts";
