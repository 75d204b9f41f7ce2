// A large model whose temperature and answers a test tells.
import { type EndpointStatus, InferenceError } from "@pilotlight/core";
import { LargeModel } from "../sessions/large-model.svelte.ts";
import { coldStatus } from "./cold-status.ts";
import { ToldRunner } from "./toy-task.ts";

const changes = {
  cold: {
    words: "asleep",
    condition: { code: "asleep", wakeSeconds: 300 },
    available: false,
    secondsToWarm: null,
  },
  warming: {
    words: "waking, about 5 min",
    condition: { code: "waking", secondsToWarm: 300, isLate: false },
    available: false,
    secondsToWarm: 300,
  },
  warm: { words: "awake", condition: { code: "awake" }, available: true, secondsToWarm: 0 },
  down: {
    words: "unavailable: it fails",
    condition: { code: "failing" },
    available: false,
    secondsToWarm: null,
  },
} as const;

/** A large model, with what it is told from and what was asked of it. */
export class ToldLargeModel {
  readonly runner = new ToldRunner();
  /** The wakes that were asked for: the task's id, or null for a person. */
  readonly wakes: (string | null)[] = [];
  /** What was chosen to be kept. */
  readonly kept: boolean[] = [];
  /** Why the next wakes are refused; null when they are not. */
  refusal: string | null = null;
  nowMs = 1_000_000;
  readonly largeModel: LargeModel;

  constructor(change: Partial<EndpointStatus> = {}, { isAutomatic = false } = {}) {
    this.largeModel = new LargeModel({
      seen: { status: { ...coldStatus, ...change }, atMs: this.nowMs },
      now: () => this.nowMs,
      wake: (taskId) => this.#wake(taskId),
      runner: this.runner,
      isAutomatic,
      onautomatic: (kept) => this.kept.push(kept),
    });
  }

  /** Changes the temperature, and what goes with it. */
  become(temperature: EndpointStatus["temperature"], change: Partial<EndpointStatus> = {}): void {
    const status = { ...this.largeModel.status, temperature, ...changes[temperature], ...change };
    this.largeModel.take({ status, atMs: this.nowMs });
  }

  async #wake(taskId: string | null): Promise<EndpointStatus> {
    this.wakes.push(taskId);
    if (this.refusal !== null) throw new InferenceError("wake-refused", this.refusal);
    return { ...this.largeModel.status, temperature: "warming", ...changes.warming };
  }
}
