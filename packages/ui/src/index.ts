// Svelte components that turn any task definition into a form and an answer.
export { default as Flame } from "./brand/Flame.svelte";
export type { FieldValue } from "./sessions/field-values.ts";
export type { Answer, InterruptedRun, Runner } from "./sessions/task-run.svelte.ts";
export {
  type AnswerStore,
  type Draft,
  type DraftStore,
  TaskSession,
} from "./sessions/task-session.svelte.ts";
export { TaskSessions } from "./sessions/task-sessions.svelte.ts";
export { pageChoiceOf } from "./status/backend-options.ts";
export { language } from "./text/language.svelte.ts";
export { default as ToolBar } from "./workbench/ToolBar.svelte";
export { default as TaskPanel } from "./task-panel/TaskPanel.svelte";
