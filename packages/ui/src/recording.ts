// What is recorded of the page's runs. A door of its own: the page's runner opens it.
export { recordedCalls } from "./recording/recorded-calls.svelte.ts";
