// What a page needs from its first run on. Loaded when the page is alive, so that its first JavaScript
// holds none of it.
export { default as AnswerPane } from "./task-panel/AnswerPane.svelte";
export { default as MarkedTextBox } from "./outputs/MarkedTextBox.svelte";
export { default as MarkStepper } from "./outputs/MarkStepper.svelte";
export { default as RunWords } from "./long-runs/RunWords.svelte";
export { announcement } from "./status/words.ts";
