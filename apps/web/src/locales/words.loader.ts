export { getRuntime, getRuntimeRx } from "./page.loader.svelte.ts";
