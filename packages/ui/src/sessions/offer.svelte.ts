import type { EndpointStatus } from "@pilotlight/core";
import { untrack } from "svelte";
import { isWokenBy } from "../large-model/endpoint-words.ts";
import { type Answer, type Runner, TaskRun } from "./task-run.svelte.ts";
import type { TaskSession } from "./task-session.svelte.ts";

/**
 * How the large model stands to the answer that is shown: it has nothing to do with it, it cannot answer
 * yet, it could answer too, or it was asked.
 */
export type OfferStage = "none" | "waiting" | "ready" | "asked";

/** The large model as an offer sees it: a LargeModel. */
export interface OfferedModel {
  readonly status: EndpointStatus;
  readonly answersNow: boolean;
  readonly secondsToWarm: number | null;
  readonly wakePart: number | null;
  readonly isAutomatic: boolean;
  readonly isAsking: boolean;
  readonly refusal: string | null;
  wake(): Promise<void>;
  wakeFor(taskId: string): Promise<void>;
}

interface OfferOptions {
  readonly session: TaskSession;
  readonly largeModel: OfferedModel;
  /** Runs what only the large model shall answer, and only if it is awake. */
  readonly runner: Runner;
}

/**
 * The large model's second answer to an input that a small model has answered: offered when it becomes
 * awake, asked for by a click or by itself, shown beside the first. A new run ends it.
 */
export class Offer {
  readonly #session: TaskSession;
  readonly #largeModel: OfferedModel;
  readonly #runner: Runner;
  #second = $state.raw<TaskRun | null>(null);
  // True once it could not answer after the first answer was there: one that could was not wanted then.
  #wasAway = $state(false);
  // The answer that it was asked about, and the one that woke it: each happens by itself once.
  #askedFor: Answer | null = null;
  #wokenFor: Answer | null = null;

  constructor({ session, largeModel, runner }: OfferOptions) {
    this.#session = session;
    this.#largeModel = largeModel;
    this.#runner = runner;
    // Never ended: a session lives as long as its page.
    $effect.root(() => {
      $effect(() => {
        const { answer, busy } = session.run;
        untrack(() => {
          this.#restart(busy ? null : answer);
        });
      });
      $effect(() => {
        if (!largeModel.answersNow) this.#wasAway = true;
      });
      $effect(() => {
        if (this.stage !== "ready" || !largeModel.isAutomatic) return;
        if (this.#askedFor === session.run.answer) return;
        untrack(() => void this.ask());
      });
    });
  }

  get stage(): OfferStage {
    if (this.#second) return "asked";
    const { answer, busy } = this.#session.run;
    if (busy || !answer || !mayBeSent(answer) || !this.#wasAway) return "none";
    if (this.#largeModel.answersNow) return "ready";
    return this.#largeModel.status.temperature === "down" ? "none" : "waiting";
  }

  get largeModel(): OfferedModel {
    return this.#largeModel;
  }

  /** The run of the second answer; null while it was not asked for. */
  get second(): TaskRun | null {
    return this.#second;
  }

  /** Asks the large model about the very input that was answered; resolves at the end of that run. */
  async ask(): Promise<void> {
    const { answer } = this.#session.run;
    if (!answer || this.#second?.busy === true) return;
    this.#askedFor = answer;
    const { task } = this.#session;
    const second = new TaskRun({ task, runner: this.#runner });
    this.#second = second;
    await second.start(answer.input, "large");
    const { state } = second;
    // It fell asleep in between: then it is offered again when it is awake.
    const isAsleep = state.status === "failed" && state.error.code === "endpoint-cold";
    if (isAsleep && this.#second === second) this.#second = null;
  }

  /** Ends the second run and shows the first answer alone. */
  dismiss(): void {
    this.#second?.cancel();
    this.#second = null;
  }

  #restart(answer: Answer | null): void {
    this.dismiss();
    this.#wasAway = !this.#largeModel.answersNow;
    if (!answer || answer === this.#wokenFor) return;
    this.#wokenFor = answer;
    this.#wakeAfter(answer);
  }

  /** A run that the large model would have answered wakes it, if the policy says so. */
  #wakeAfter({ choice, run }: Answer): void {
    const { temperature, wake, wakePolicy } = this.#largeModel.status;
    const { task } = this.#session;
    if (choice !== "auto" || run.role !== "small" || temperature !== "cold") return;
    if (wake.allowed && isWokenBy(task, wakePolicy)) void this.#largeModel.wakeFor(task.id);
  }
}

/** "This device" is a promise: what was answered under it is never offered to be sent. */
function mayBeSent({ choice, run }: Answer): boolean {
  return run.role === "small" && (choice === "auto" || choice === "server");
}
