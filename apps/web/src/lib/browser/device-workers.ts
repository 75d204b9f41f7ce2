import {
  type AnyTask,
  type Backend,
  type BackendRequest,
  embeddedModelFolders,
} from "@pilotlight/core";

/**
 * Two workers of this device: one for the tasks that run a model, which take long and wait for each other,
 * and one for those that need none and would answer at once.
 */
export class DeviceWorkers implements Backend {
  readonly id = "browser";
  readonly role = "small";
  readonly #withModel: Backend;
  readonly #withoutModel: Backend;

  constructor(withModel: Backend, withoutModel: Backend) {
    this.#withModel = withModel;
    this.#withoutModel = withoutModel;
  }

  supports(task: AnyTask): boolean {
    return this.#workerOf(task).supports(task);
  }

  run(request: BackendRequest, signal: AbortSignal): ReturnType<Backend["run"]> {
    return this.#workerOf(request.task).run(request, signal);
  }

  async close(): Promise<void> {
    await Promise.all([this.#withModel.close(), this.#withoutModel.close()]);
  }

  #workerOf({ id }: AnyTask): Backend {
    return Object.hasOwn(embeddedModelFolders, id) ? this.#withModel : this.#withoutModel;
  }
}
