// The runs of this browser. A door of its own: it is loaded with the first answer.
export { default as HistoryPanel } from "./history/HistoryPanel.svelte";
export { HistoryStore } from "./history/history-store.ts";
export type { HistoryEntry } from "./history/parse-history-entry.ts";
export { parseKeptAnswer } from "./sessions/parse-kept-answer.ts";
export { RunHistory } from "./history/run-history.svelte.ts";
