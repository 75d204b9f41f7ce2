// The runs of this page while a person records them.
import type { BackendChoice, JsonObject } from "@pilotlight/core";

/** A run as it was asked for. */
export interface RecordedCall {
  /** The id of the task. */
  readonly taskId: string;
  /** The task's name in the page. */
  readonly title: string;
  readonly input: JsonObject;
  /** Who was to answer. */
  readonly choice: BackendChoice;
}

/** What is recorded; kept in this page's memory alone, so that a reload forgets it. */
class RecordedCalls {
  #isOn = $state(false);
  #list = $state.raw<readonly RecordedCall[]>([]);

  /** True while runs are recorded. */
  get isOn(): boolean {
    return this.#isOn;
  }

  get list(): readonly RecordedCall[] {
    return this.#list;
  }

  /** Records from now on, after what was recorded before. */
  start(): void {
    this.#isOn = true;
  }

  stop(): void {
    this.#isOn = false;
  }

  /** Takes a run, if runs are recorded. */
  add(call: RecordedCall): void {
    if (this.#isOn) this.#list = [...this.#list, call];
  }

  clear(): void {
    this.#list = [];
  }
}

/** The page's one recording, in the browser alone. */
export const recordedCalls = new RecordedCalls();
