import {
  type AnyTask,
  type Availability,
  type EndpointStatus,
  InferenceError,
  largeModelState,
  toWireError,
} from "@pilotlight/core";
import { createSubscriber } from "svelte/reactivity";
import {
  answersNow,
  backendOptionsWithLargeModel,
} from "../large-model/backend-options-with-large-model.ts";
import { errorWords } from "../status/error-words.ts";
import type { BackendOption } from "../status/backend-options.ts";
import { Offer, type OfferedModel } from "./offer.svelte.ts";
import type { Runner } from "./task-run.svelte.ts";
import type { TaskSession } from "./task-session.svelte.ts";

/** The large model's status as this page learned it. */
export interface SeenStatus {
  readonly status: EndpointStatus;
  /** When the server told it, in milliseconds of the epoch. */
  readonly atMs: number;
}

interface LargeModelOptions {
  readonly seen: SeenStatus;
  /** Milliseconds of the epoch. */
  readonly now: () => number;
  /** Asks for a wake, for a person when there is no task; gives the status after it. */
  readonly wake: (taskId: string | null) => Promise<EndpointStatus | null>;
  /** Runs what only the large model shall answer, and only if it is awake. */
  readonly runner: Runner;
  /** True when the person wants its answer as soon as it is awake, without a click. */
  readonly isAutomatic: boolean;
  /** Keeps what the person chose. */
  readonly onautomatic: (isAutomatic: boolean) => void;
}

/** The large model as the page knows it: how warm it is, what wakes it, and what it offers each task. */
export class LargeModel implements OfferedModel {
  readonly #options: LargeModelOptions;
  readonly #offers = new WeakMap<TaskSession, Offer>();
  readonly #everySecond: () => void;
  #seen: SeenStatus;
  #isAutomatic: boolean;
  #refusal = $state<string | null>(null);
  #isAsking = $state(false);

  constructor(options: LargeModelOptions) {
    this.#options = options;
    this.#seen = $state.raw(options.seen);
    this.#isAutomatic = $state(options.isAutomatic);
    this.#everySecond = createSubscriber((update) => {
      const timer = setInterval(update, 1_000);
      return () => {
        clearInterval(timer);
      };
    });
  }

  get status(): EndpointStatus {
    return this.#seen.status;
  }

  /** True when it answers a run now. */
  get answersNow(): boolean {
    return answersNow(this.status);
  }

  /** What a router knows of it before a run. */
  get availability(): Availability {
    // The page sends no run as a trial to a model that is down.
    const status = { ...this.status, available: this.answersNow };
    return largeModelState(status, { waiting: 0, capacity: 1 });
  }

  /** Seconds until it is warm, counted down between what the server tells; null when nothing brings it there. */
  get secondsToWarm(): number | null {
    const { status, atMs } = this.#seen;
    if (status.temperature !== "warming" || status.secondsToWarm === null) {
      return status.secondsToWarm;
    }
    this.#everySecond();
    return Math.max(0, status.secondsToWarm - (this.#options.now() - atMs) / 1_000);
  }

  /** The part of the wake that is over, 0 to 1; null when it does not wake or that is not known. */
  get wakePart(): number | null {
    const { temperature, wakeSeconds } = this.status;
    const left = this.secondsToWarm;
    if (temperature !== "warming" || left === null || wakeSeconds <= 0) return null;
    return Math.min(1, Math.max(0, 1 - left / wakeSeconds));
  }

  /** True while a wake that a person asked for is on its way to the server. */
  get isAsking(): boolean {
    return this.#isAsking;
  }

  /** Why the last wake was refused; null when it was not. */
  get refusal(): string | null {
    return this.#refusal;
  }

  get isAutomatic(): boolean {
    return this.#isAutomatic;
  }

  set isAutomatic(isAutomatic: boolean) {
    this.#isAutomatic = isAutomatic;
    this.#options.onautomatic(isAutomatic);
  }

  /** Takes what the server told, unless something newer is known. */
  take(seen: SeenStatus): void {
    if (seen.atMs < this.#seen.atMs) return;
    if (seen.status.temperature !== this.status.temperature) this.#refusal = null;
    this.#seen = seen;
  }

  /** Wakes it because the person says so; `refusal` has the reason when that does not work. */
  async wake(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      await this.#wake(null);
    } finally {
      this.#isAsking = false;
    }
  }

  /** Wakes it for the run of a task, which has its answer already and waits for nothing. */
  async wakeFor(taskId: string): Promise<void> {
    await this.#wake(taskId);
  }

  /** Who can answer this task, and where its text goes then. */
  backendOptionsFor(task: AnyTask): readonly BackendOption[] {
    return backendOptionsWithLargeModel(this.status, task);
  }

  /** What it offers a session's answers, from now on and as long as the page lives. */
  watch(session: TaskSession): Offer {
    const known = this.#offers.get(session);
    if (known) return known;
    const offer = new Offer({ session, largeModel: this, runner: this.#options.runner });
    this.#offers.set(session, offer);
    return offer;
  }

  async #wake(taskId: string | null): Promise<void> {
    this.#refusal = null;
    try {
      const status = await this.#options.wake(taskId);
      if (status) this.take({ status, atMs: this.#options.now() });
    } catch (error) {
      if (!(error instanceof InferenceError)) throw error;
      this.#refusal = errorWords(toWireError(error));
    }
  }
}
