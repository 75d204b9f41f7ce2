export { getRuntime, getRuntimeRx } from "./page.loader.server.svelte.ts";
