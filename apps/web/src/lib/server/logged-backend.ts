import type { Backend } from "@pilotlight/core";
import type { Log } from "./log.ts";

/** A backend that logs each run it is given, so that it can be counted what was computed. */
export function loggedBackend(backend: Backend, log: Log): Backend {
  const { id, capacity } = backend;
  return {
    id,
    ...(capacity === undefined ? {} : { capacity }),
    supports: (task) => backend.supports(task),
    run: (request, signal) => {
      log.debug("computing", { backend: id, task: request.task.id });
      return backend.run(request, signal);
    },
    close: () => backend.close(),
  };
}
