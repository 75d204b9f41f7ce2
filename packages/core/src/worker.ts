// The door for code that runs models itself: worker scripts and the benchmark. The ML runtime comes with the first model.
export { serveBrowserWorker } from "./backends/browser/browser-worker.ts";
export {
  embeddedModelFolders,
  type EmbeddedModel,
  embeddedModels,
} from "./models/embedded-models.ts";
export { type AnswerFacts, answerScore, findCandidates } from "./pipelines/find-answers.ts";
export type { LoadedModel } from "./pipelines/loaded-model.ts";
export { ModelLoader, type ModelSource } from "./pipelines/model-loader.ts";
export { parseAnswerSettings } from "./pipelines/parse-answer-settings.ts";
export type { PipelineContext } from "./pipelines/pipeline.ts";
export { type Models, type PipelineRun, runPipeline } from "./pipelines/run-pipeline.ts";
export { featureCount, type Pause, sentenceFeatures } from "./pipelines/sentence-features.ts";
export {
  chooseVaried,
  type RankNetwork,
  rankSentences,
  scoreRows,
} from "./pipelines/sentence-rank.ts";
export { splitSentences } from "./pipelines/sentences.ts";
export { summarySentences } from "./pipelines/summarization.ts";
export { answerSpan } from "./pipelines/trim-answer.ts";
