// The small models of this device as the page shows them: what is here, what can be downloaded, and
// which one answers.
import {
  type DeviceSpace,
  type EmbeddedModelState,
  type FetchedModel,
  type GpuKind,
  isAbort,
  type RuntimeChoice,
  toWireError,
} from "@pilotlight/core";
import { errorWords } from "../status/error-words.ts";

/** What brings models to this device and keeps them. */
export interface ModelStore {
  /** What the server offers. @throws InferenceError `network` */
  offered(): Promise<readonly FetchedModel[]>;
  /** What is here whole. */
  list(): Promise<readonly FetchedModel[]>;
  download(
    model: FetchedModel,
    wish: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ): Promise<void>;
  remove(model: FetchedModel): Promise<void>;
  /** Null where the browser does not say. */
  space(): Promise<DeviceSpace | null>;
  /** Asks the browser not to clear what is here by itself. */
  askToKeep(): Promise<void>;
}

/** What the device has for running models. */
export interface DeviceFacts {
  /** Null where models cannot run. */
  readonly runtime: RuntimeChoice | null;
  readonly gpu: GpuKind;
}

interface DeviceModelsOptions {
  readonly store: ModelStore;
  readonly readEmbedded: () => Promise<readonly EmbeddedModelState[]>;
  readonly readDevice: () => Promise<DeviceFacts>;
  /** The folder of the downloaded model that was chosen for a task; null for the embedded one. */
  readonly chosen: (taskId: string) => string | null;
  readonly onChoose: (taskId: string, folder: string | null) => void;
}

/** A download from its click on. */
export interface Download {
  /** How much has come. */
  readonly bytes: number;
  /** Why it ended, in words; null while it goes on. */
  readonly problem: string | null;
  readonly cancel: () => void;
}

/** The models of this device. */
export class DeviceModels {
  readonly #options: DeviceModelsOptions;
  #embedded = $state.raw<readonly EmbeddedModelState[]>([]);
  #offered = $state.raw<readonly FetchedModel[]>([]);
  #downloaded = $state.raw<readonly FetchedModel[]>([]);
  #downloads = $state.raw<Readonly<Record<string, Download>>>({});
  #choices = $state.raw<Readonly<Record<string, string | null>>>({});
  #space = $state.raw<DeviceSpace | null>(null);
  #device = $state.raw<DeviceFacts | null>(null);
  #problem = $state("");
  #news = $state("");
  #isLoaded = $state(false);

  constructor(options: DeviceModelsOptions) {
    this.#options = options;
  }

  /** The models that came with the app. */
  get embedded(): readonly EmbeddedModelState[] {
    return this.#embedded;
  }

  /** The hub's models that are here or can be: downloaded ones stay when the server has them no more. */
  get hub(): readonly FetchedModel[] {
    return [...this.#downloaded, ...this.#offered.filter((model) => !this.isDownloaded(model))];
  }

  /** The room on the device; null where the browser does not say. */
  get space(): DeviceSpace | null {
    return this.#space;
  }

  /** What the device has for running models; null until it is known. */
  get device(): DeviceFacts | null {
    return this.#device;
  }

  /** Why something could not be read or done, in words; empty when all could. */
  get problem(): string {
    return this.#problem;
  }

  /** What was done last, in words; empty before. */
  get news(): string {
    return this.#news;
  }

  /** True once it is known what is here and what is offered. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  isDownloaded({ folder }: FetchedModel): boolean {
    return this.#downloaded.some((model) => model.folder === folder);
  }

  /** The download of a model that goes on or has failed; null without one. */
  downloadOf({ folder }: FetchedModel): Download | null {
    return this.#downloads[folder] ?? null;
  }

  /** The folder of the downloaded model that answers a task; null for the embedded one. */
  chosen(taskId: string): string | null {
    const wanted = taskId in this.#choices ? this.#choices[taskId] : this.#options.chosen(taskId);
    return this.#downloaded.some(({ folder }) => folder === wanted) ? (wanted ?? null) : null;
  }

  /** Lets a model answer a task from the next run on. */
  choose(taskId: string, folder: string | null): void {
    this.#choices = { ...this.#choices, [taskId]: folder };
    this.#options.onChoose(taskId, folder);
  }

  /** Reads what is here and what is offered. */
  async load(): Promise<void> {
    const { store, readEmbedded, readDevice } = this.#options;
    this.#problem = "";
    const device = readDevice().then((facts) => {
      this.#device = facts;
    });
    const [embedded] = await Promise.all([readEmbedded(), this.#readStore()]);
    this.#embedded = embedded;
    await this.#reportProblem(async () => {
      this.#offered = await store.offered();
    });
    this.#isLoaded = true;
    await device;
  }

  /** Brings a model to this device; it fails into its row, never into the page. */
  async download(model: FetchedModel): Promise<void> {
    const { store } = this.#options;
    const { folder } = model;
    if (this.#downloads[folder]?.problem === null) return;
    const controller = new AbortController();
    const cancel = () => {
      controller.abort();
    };
    let bytes = this.#downloads[folder]?.bytes ?? 0;
    const show = (problem: string | null) => {
      this.#setDownload(folder, { bytes, problem, cancel });
    };
    show(null);
    // A browser may ask the person; the download does not wait for the answer.
    if (!this.#space?.isPersistent) void store.askToKeep().then(() => this.#readStore());
    try {
      const onBytes = (come: number) => {
        bytes = come;
        show(null);
      };
      await store.download(model, { signal: controller.signal, onBytes });
      this.#setDownload(folder, null);
      this.#news = `${model.name} is on this device now.`;
    } catch (error) {
      if (isAbort(error)) this.#setDownload(folder, null);
      else show(errorWords(toWireError(error)));
    }
    await this.#readStore();
  }

  /** Deletes a downloaded model; the tasks that it answered go back to the embedded one. */
  async remove(model: FetchedModel): Promise<void> {
    if (this.chosen(model.task) === model.folder) this.choose(model.task, null);
    await this.#reportProblem(async () => {
      await this.#options.store.remove(model);
      this.#news = `${model.name} was deleted from this device.`;
    });
    await this.#readStore();
  }

  #setDownload(folder: string, download: Download | null): void {
    const others = Object.entries(this.#downloads).filter(([known]) => known !== folder);
    this.#downloads = Object.fromEntries(download ? [...others, [folder, download]] : others);
  }

  async #readStore(): Promise<void> {
    const { store } = this.#options;
    this.#downloaded = await store.list();
    this.#space = await store.space();
  }

  async #reportProblem(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#problem = errorWords(toWireError(error));
    }
  }
}
