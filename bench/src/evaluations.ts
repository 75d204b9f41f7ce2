// One evaluation per task: its data files, and what makes its rows.
import type { TextModel } from "@pilotlight/core/worker";
import type { EvalRow } from "./eval-row.ts";
import { evaluateQuestionAnswering } from "./question-answering-eval.ts";
import { questionSetFiles } from "./question-set-rows.ts";
import { evaluateSentiment } from "./sentiment-eval.ts";
import { sentimentSetFiles } from "./sentiment-set-rows.ts";
import { evaluateSummarization } from "./summarization-eval.ts";

/** What an evaluation gets. */
interface EvaluationContext {
  readonly dataFolder: string;
  readonly casesFolder?: string;
  readonly loadModel: (taskId: string) => Promise<TextModel>;
  readonly sampleSize?: number;
}

/** What an evaluation gives. */
export interface EvaluationResult {
  readonly rows: readonly EvalRow[];
  /** One entry per example, for a closer look. */
  readonly predictions: unknown;
  /** The same of further sets, where a task has them. */
  readonly further?: unknown;
}

/** The evaluation of one task's embedded model. */
export interface Evaluation {
  readonly taskId: string;
  readonly files: readonly string[];
  readonly run: (context: EvaluationContext) => Promise<EvaluationResult>;
}

/** All evaluations, in the order of the table. */
export const evaluations: readonly Evaluation[] = [
  {
    taskId: "summarization",
    files: ["cnndm/validation-1000.csv", "bbc/bbc-news-summary.jsonl"],
    run: evaluateSummarization,
  },
  {
    taskId: "question-answering",
    files: ["squad/dev-v1.1.json", ...questionSetFiles],
    run: evaluateQuestionAnswering,
  },
  {
    taskId: "sentiment-analysis",
    files: ["sst2/dev.tsv", "imdb/train.jsonl", ...sentimentSetFiles],
    run: evaluateSentiment,
  },
];
