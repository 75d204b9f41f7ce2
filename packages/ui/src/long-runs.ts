// What the page does for runs that take long. A door of its own: it is loaded when the page is alive.
export { runTimeOf, type RunTime } from "./long-runs/estimate-run.ts";
export { followRuns } from "./long-runs/follow-runs.svelte.ts";
export { runTimes } from "./long-runs/run-times.svelte.ts";
