// What the page loads for the time without a network, as one part.
export { default as OfflineNotes } from "./OfflineNotes.svelte";
export { registerWorker } from "./register-worker.ts";
