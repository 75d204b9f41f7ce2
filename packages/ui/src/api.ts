// How a task is called over HTTP. A door of its own: it is loaded when the panel is opened.
export { default as ApiSamples } from "./task-panel/ApiSamples.svelte";
export { default as CallRecorder } from "./recording/CallRecorder.svelte";
