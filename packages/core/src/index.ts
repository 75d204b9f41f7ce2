// The shared door: no DOM, no Node, no ML runtime. Everything that a page's main thread may load.
export { type EndpointMap, parseEndpointMap } from "./backends/gradio/endpoint-map.ts";
export {
  type BackendChoice,
  type BackendId,
  backendIds,
  type BackendRef,
  type Role,
  roles,
} from "./contract/backend-id.ts";
export type { BackendEnd, BackendEvent } from "./contract/backend-event.ts";
export type { Backend, BackendRequest } from "./backends/backend.ts";
export type { RuntimeChoice } from "./backends/browser/device-abilities.ts";
export type { GpuKind } from "./backends/browser/find-gpu.ts";
export type { Endpoint, WakeRequest, WarmRequest } from "./endpoint/endpoint.ts";
export type { Observation, Temperature } from "./endpoint/endpoint-state.ts";
export type {
  EndpointCost,
  EndpointStatus,
  WakeOffer,
  WakePolicy,
} from "./endpoint/endpoint-status.ts";
export {
  type Feedback,
  feedbackSchema,
  maxFeedbackWords,
  type Verdict,
} from "./contract/feedback.ts";
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
} from "./contract/inference-error.ts";
export { codeSnippets, pythonLiteral } from "./http/gradio/snippets.ts";
export {
  embeddedModelFiles,
  embeddedModelFolders,
  type EmbeddedModel,
  embeddedModels,
} from "./models/embedded-models.ts";
export type { DeviceSpace } from "./models/hub/device-space.ts";
export { bytesOf, type FetchedModel } from "./models/hub/parse-model-index.ts";
export type { EmbeddedModelState } from "./models/read-embedded-models.ts";
export { largeModelState } from "./router/large-model-state.ts";
export {
  type Availability,
  type BackendState,
  type BackendWish,
  rankBackends,
  type RankedBackend,
} from "./router/rank-backends.ts";
export { yieldToMessages } from "./runtime/yield-to-messages.ts";
export { Router, type RouteRequest, type RunRequest } from "./router/router.ts";
export type { Progress, RoutedEvent, RunEvent, RunInfo } from "./contract/run-event.ts";
export type { EndpointCondition, Notice, Obstacle, Reason } from "./contract/reason.ts";
export {
  backendName,
  conditionWords,
  noticeWords,
  obstacleWords,
  reasonWords,
} from "./contract/reason-words.ts";
export { newRunId } from "./contract/run-id.ts";
export type { BatchRuns, Caller, Runs } from "./runs/runs.ts";
export { nextRunState, type RunState } from "./contract/run-state.ts";
export type { ByteBudget } from "./runtime/byte-budget.ts";
export type { Clock } from "./runtime/clock.ts";
export { systemClock } from "./runtime/system-clock.ts";
export {
  type ChoiceField,
  choiceField,
  type Field,
  type Fields,
  fieldLabel,
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
export { type NumberBounds, numberWords, stepFrom, takesNumber } from "./tasks/number-bounds.ts";
export { refusalWords } from "./endpoint/refusal-words.ts";
export { isJsonObject, type JsonObject } from "./contract/json.ts";
export type { Mark, MarkTone, OutputView } from "./tasks/output-view.ts";
export type { QuestionAnsweringOutput } from "./tasks/question-answering/output.ts";
export { questionAnswering } from "./tasks/question-answering/task.ts";
export { tasks } from "./tasks/registry.ts";
export { localTask, type TaskWords } from "./tasks/task-words.ts";
export { type SentimentOutput, unclearBelow } from "./tasks/sentiment-analysis/output.ts";
export { sentimentAnalysis } from "./tasks/sentiment-analysis/task.ts";
export { type TaskPrompt, UnreadableReply } from "./tasks/prompt.ts";
export type { Span } from "./contract/span.ts";
export type { SummarizationOutput } from "./tasks/summarization/output.ts";
export { summarization } from "./tasks/summarization/task.ts";
export {
  type AnyTask,
  defineTask,
  type Example,
  inputNames,
  type TaskDefinition,
  type TaskOptions,
} from "./tasks/task.ts";
