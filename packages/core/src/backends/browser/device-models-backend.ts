// This device with the models that the person chose for it: a downloaded one where there is one, and
// the embedded one where there is none or it fails.
import { InferenceError, isAbort, throwIfAborted } from "../../contract/inference-error.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { Backend, BackendRequest } from "../backend.ts";

/** A model that was downloaded to this device. */
export interface DownloadedModel {
  /** Where its files are fetched from. */
  readonly url: string;
  /** The name shown with answers. */
  readonly name: string;
}

/** The model chosen for a task; `gone` when the chosen one is not on this device any more. */
export type DeviceModelChoice = DownloadedModel | "embedded" | "gone";

interface DeviceModelsOptions {
  readonly embedded: Backend;
  /** Asked before each run. */
  readonly choiceFor: (taskId: string) => Promise<DeviceModelChoice>;
  /** Makes the backend of a downloaded model. */
  readonly open: (taskId: string, model: DownloadedModel) => Backend;
}

interface Opened {
  readonly url: string;
  readonly backend: Backend;
  runs: number;
}

/**
 * The small models of this device. A choice counts from the next run on; a run under way ends on the
 * model that it began with.
 */
export class DeviceModelsBackend implements Backend {
  readonly id = "browser";
  readonly role = "small";
  readonly #options: DeviceModelsOptions;
  readonly #opened = new Map<string, Opened>();

  constructor(options: DeviceModelsOptions) {
    this.#options = options;
  }

  supports(task: AnyTask): boolean {
    return this.#options.embedded.supports(task);
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncGenerator<BackendEvent> {
    throwIfAborted(signal);
    const { embedded, choiceFor } = this.#options;
    const taskId = request.task.id;
    const choice = await choiceFor(taskId);
    const isDownloaded = typeof choice === "object";
    const opened = isDownloaded ? this.#take(taskId, choice) : undefined;
    if (!opened) await this.#leave(taskId);
    let notice = choice === "gone" ? goneNotice : "";
    if (isDownloaded && opened) {
      try {
        yield* opened.backend.run(request, signal);
        return;
      } catch (error) {
        if (!isModelsFault(error)) throw error;
        notice = failedNotice(choice, error);
      } finally {
        opened.runs -= 1;
        if (this.#opened.get(taskId) !== opened) await closeUnused(opened);
      }
    }
    yield* withNotice(embedded.run(request, signal), notice);
  }

  async close(): Promise<void> {
    const backends = [...this.#opened.values()].map(({ backend }) => backend);
    this.#opened.clear();
    await Promise.all([this.#options.embedded, ...backends].map((backend) => backend.close()));
  }

  #take(taskId: string, model: DownloadedModel): Opened {
    const known = this.#opened.get(taskId);
    if (known?.url === model.url) {
      known.runs += 1;
      return known;
    }
    void this.#leave(taskId);
    const backend = this.#options.open(taskId, model);
    const opened = { url: model.url, backend, runs: 1 };
    this.#opened.set(taskId, opened);
    return opened;
  }

  /** Frees the downloaded model of a task, now or when its runs have ended. */
  async #leave(taskId: string): Promise<void> {
    const opened = this.#opened.get(taskId);
    if (!opened) return;
    this.#opened.delete(taskId);
    await closeUnused(opened);
  }
}

async function closeUnused({ runs, backend }: Opened): Promise<void> {
  if (runs === 0) await backend.close();
}

function isModelsFault(error: unknown): error is InferenceError {
  return error instanceof InferenceError && !isAbort(error) && error.code !== "invalid-input";
}

async function* withNotice(
  events: AsyncIterable<BackendEvent>,
  notice: string,
): AsyncGenerator<BackendEvent> {
  for await (const event of events) {
    if (event.type !== "backend-end" || notice === "") yield event;
    else yield { ...event, notice: [notice, event.notice].filter(Boolean).join(" ") };
  }
}

const remedy = "choose the embedded one there for good, or download it again.";
const goneNotice = `The model that was chosen for this tab is not on this device any more, so the embedded one answered. Under “Models on this device”, ${remedy}`;

function failedNotice({ name }: DownloadedModel, error: InferenceError): string {
  return `${name} did not work on this device, so the embedded model answered (${error.message.replace(/\.$/u, "")}). Under “Models on this device”, ${remedy}`;
}
