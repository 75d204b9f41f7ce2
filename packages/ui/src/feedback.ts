// What people think of answers. A door of its own: the page opens it when it is alive.
export {
  type AnswerVerdict,
  type FeedbackClient,
  feedbackClient,
} from "./feedback/feedback-client.svelte.ts";
