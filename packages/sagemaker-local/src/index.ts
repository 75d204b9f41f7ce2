// A local SageMaker endpoint that scales to zero, for the unmodified AWS SDK.
export { confidentialMarks } from "./account.ts";
export type { Answer, ChatMessage, ChatRequest } from "./answer.ts";
export type { Clock } from "./clock.ts";
export { type Durations, publishedDurations } from "./durations.ts";
export { type FaultName, faultNames, faults, type FaultScope } from "./faults.ts";
export type { RecordedRequest } from "./request-log.ts";
export type { SagemakerLocal, SagemakerLocalState } from "./sagemaker-local.ts";
export { type SagemakerLocalOptions, startSagemakerLocal } from "./start-sagemaker-local.ts";
