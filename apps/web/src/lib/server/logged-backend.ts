import type { Backend } from "@pilotlight/core";
import type { Log } from "./log.ts";

/** A backend that logs the start and the end of each run, so that it can be counted what was computed. */
export function loggedBackend(backend: Backend, log: Log): Backend {
  const { id, role } = backend;
  return {
    id,
    role,
    get capacity() {
      return backend.capacity;
    },
    get longCapacity() {
      return backend.longCapacity;
    },
    onCapacity: (listener) => backend.onCapacity?.(listener),
    supports: (task) => backend.supports(task),
    async *run(request, signal) {
      const facts = { backend: id, task: request.task.id };
      log.debug("computing", facts);
      for await (const event of backend.run(request, signal)) {
        if (event.type === "backend-end") log.debug("computed", facts);
        yield event;
      }
    },
    close: () => backend.close(),
  };
}
