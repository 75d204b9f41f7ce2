import { questionAnswering } from "./question-answering/task.ts";
import { sentimentAnalysis } from "./sentiment-analysis/task.ts";
import { summarization } from "./summarization/task.ts";
import type { AnyTask } from "./task.ts";

/** Every task of the product, in the order of its tabs. A new tab is one folder and one line here. */
export const tasks: readonly AnyTask[] = [summarization, questionAnswering, sentimentAnalysis];
