import {
  type AnyTask,
  type Backend,
  type BackendRequest,
  embeddedModelFolders,
} from "@pilotlight/core";

/**
 * The workers of this device, one for each embedded model and one for the tasks that need none: runs wait
 * for each other where they share a model, and nowhere else.
 */
export class DeviceWorkers implements Backend {
  readonly id = "browser";
  readonly role = "small";
  readonly #make: (folder: string | null) => Backend;
  readonly #made = new Map<string | null, Backend>();

  /** @param make makes the worker of a model's folder, or of no model; called at the first need */
  constructor(make: (folder: string | null) => Backend) {
    this.#make = make;
  }

  supports(task: AnyTask): boolean {
    return this.#workerOf(task).supports(task);
  }

  run(request: BackendRequest, signal: AbortSignal): ReturnType<Backend["run"]> {
    return this.#workerOf(request.task).run(request, signal);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#made.values()].map((worker) => worker.close()));
  }

  #workerOf({ id }: AnyTask): Backend {
    const folder = Object.hasOwn(embeddedModelFolders, id)
      ? (embeddedModelFolders[id] ?? null)
      : null;
    const made = this.#made.get(folder) ?? this.#make(folder);
    this.#made.set(folder, made);
    return made;
  }
}
