import { tasks } from "@pilotlight/core";
import { defineParams } from "@sveltejs/kit/params";

/** What may stand in a route's path. */
export const params = defineParams({
  /** The id of a task in the registry; anything else is not found. */
  task: (id) => (tasks.some((task) => task.id === id) ? id : undefined),
});
