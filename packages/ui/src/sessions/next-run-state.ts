// The fold of a run's events, loaded with the first run: see `later.ts`.
export { nextRunState } from "@pilotlight/core";
