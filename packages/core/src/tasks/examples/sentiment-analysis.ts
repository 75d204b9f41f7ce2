/** Inputs to try, for the sentiment-analysis tab. */
export const sentimentExamples = [];
