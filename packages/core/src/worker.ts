// The door for code that runs models itself: worker scripts and the benchmark. The ML runtime comes with the first model.
export { serveBrowserWorker } from "./backends/browser/browser-worker.ts";
export {
  embeddedModelFolders,
  type EmbeddedModel,
  embeddedModels,
} from "./models/embedded-models.ts";
export {
  type AnswerFacts,
  answerScore,
  factNames,
} from "./tasks/question-answering/answer-score.ts";
export { placeOf } from "./tasks/question-answering/choose-answers.ts";
export { findCandidates } from "./tasks/question-answering/find-answers.ts";
export type { TextModel } from "./models/onnx/loaded-model.ts";
export { ModelLoader, type ModelSource } from "./models/onnx/model-loader.ts";
export { parseAnswerSettings } from "./tasks/question-answering/parse-answer-settings.ts";
export type { PipelineContext } from "./tasks/pipeline.ts";
export { type Models, type PipelineRun, runPipeline } from "./tasks/run-pipeline.ts";
export {
  featureCount,
  type Pause,
  sentenceFeatures,
} from "./tasks/summarization/sentence-features.ts";
export { type RankNetwork, scoreRows } from "./tasks/summarization/rank-network.ts";
export { chooseVaried, rankSentences } from "./tasks/summarization/sentence-rank.ts";
export { readText } from "./text/read-text.ts";
export { summarySentences } from "./tasks/summarization/pipeline.ts";
