import { tasks } from "@pilotlight/core";

/** No page links here, so each is named. */
export const entries = () => tasks.map(({ id }) => ({ task: id }));
