/** Inputs to try, for the summarization tab. */
export const summarizationExamples = [];
