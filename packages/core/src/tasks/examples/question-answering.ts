/** Inputs to try, for the question-answering tab. */
export const questionAnsweringExamples = [];
