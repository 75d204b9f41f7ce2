// What people think of answers. A door of its own: the page opens it when it is alive.
export {
  type AnswerVerdict,
  type FeedbackPlace,
  feedbackPlace,
} from "./feedback/feedback-place.svelte.ts";
