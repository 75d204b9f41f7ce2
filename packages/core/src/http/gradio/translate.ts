// Run events → Gradio's messages, for one run and one listener.
import type { Clock } from "../../runtime/clock.ts";
import type { Progress, RunEvent } from "../../contract/run-event.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { diff } from "./diff.ts";
import { completed, type EventMessage, failed, generating, type ProgressUnit } from "./messages.ts";
import { noValues, outputValues, partialValues, streamsText } from "./outputs.ts";

interface TranslationOptions {
  readonly task: AnyTask;
  /** The run's input, or null when it is not known any more. */
  readonly inputOf: () => JsonObject | null;
  readonly clock: Clock;
}

/** Progress that comes faster than this is left out. */
const progressEveryMs = 50;

/** Turns the events of one run, from its first, into messages. */
export class RunTranslation {
  readonly #options: TranslationOptions;
  #isAnnounced = false;
  #isStarted = false;
  #text = "";
  // What the client holds now; null before the first value, which is sent whole.
  #sent: readonly unknown[] | null = null;
  #progressAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: TranslationOptions) {
    this.#options = options;
  }

  /** The messages that an event makes; after the run's last event the last is `process_completed`. */
  next(event: RunEvent): readonly EventMessage[] {
    switch (event.type) {
      case "queue-update":
        this.#isAnnounced = true;
        return [estimation(event.position, event.expectedMs)];
      case "backend-start":
        return this.#start(event.reason);
      case "progress":
        return this.#progress(event);
      case "text-delta":
        this.#text += event.text;
        return this.#generate();
      case "run-end": {
        const { output, run } = event;
        const { task, inputOf } = this.#options;
        return [completed(outputValues(task, { input: inputOf(), output, run }), run)];
      }
      case "run-error": {
        const { code, message } = event.error;
        return [code === "aborted" ? this.#cancelled() : failed(code, message)];
      }
    }
  }

  #start(reason: string): readonly EventMessage[] {
    const start: EventMessage = { msg: "process_starts", eta: null };
    if (!this.#isStarted) {
      this.#isStarted = true;
      return this.#isAnnounced ? [start] : [estimation(1, null), start];
    }
    // A second backend starts from nothing: what the first one wrote is void.
    this.#text = "";
    const log: EventMessage = {
      msg: "log",
      log: reason,
      level: "warning",
      title: "Another backend answers",
      duration: 10,
      visible: true,
    };
    return [log, start, ...(this.#sent === null ? [] : this.#generate())];
  }

  #progress(progress: Progress): readonly EventMessage[] {
    const nowMs = this.#options.clock.nowMs();
    const isLast = progress.done >= progress.total;
    if (!isLast && nowMs - this.#progressAtMs < progressEveryMs) return [];
    this.#progressAtMs = nowMs;
    return [{ msg: "progress", progress_data: [progressUnit(progress)] }];
  }

  #generate(): readonly EventMessage[] {
    const { task } = this.#options;
    if (!streamsText(task)) return [];
    const values = partialValues(task, this.#text);
    const before = this.#sent;
    this.#sent = values;
    if (before === null) return [generating(values)];
    return [generating(values.map((value, index) => diff(before[index], value)))];
  }

  // Success with the last values: an empty output would make the client drop all its other jobs.
  #cancelled(): EventMessage {
    const values = this.#sent ?? noValues(this.#options.task);
    return completed(values, { computeMs: null, cached: false });
  }
}

// The page reads the stage off the first word.
const stageWords: Readonly<Record<Progress["stage"], string>> = {
  waking: "Waking the large model",
  loading: "Loading the model",
  reading: "Reading the text",
};

/** A run's progress as Gradio's bars show it. */
export function progressUnit({ stage, done, total, unit }: Progress): ProgressUnit {
  const desc = stageWords[stage];
  const progress = total > 0 ? Math.min(1, done / total) : null;
  return { index: done, length: total, unit, progress, desc };
}

/** A place in the waiting line; our position 1 is Gradio's rank 0. */
export function estimation(position: number, expectedMs: number | null): EventMessage {
  return {
    msg: "estimation",
    rank: Math.max(0, position - 1),
    queue_size: Math.max(1, position),
    rank_eta: expectedMs === null ? null : expectedMs / 1000,
  };
}
