import * as v from "valibot";

/** What a person may think of an answer. */
export const verdicts = ["good", "bad"] as const;

/** One of them. */
export type Verdict = (typeof verdicts)[number];

/** The most characters of the words that go with a verdict. */
export const maxFeedbackWords = 1_000;

/** The schema of a verdict with its words, as a history keeps it. */
export const feedbackSchema = v.object({
  verdict: v.picklist(verdicts),
  words: v.pipe(v.string(), v.maxLength(maxFeedbackWords)),
});

/** A verdict on an answer, with words or with none. */
export type Feedback = Readonly<v.InferOutput<typeof feedbackSchema>>;
