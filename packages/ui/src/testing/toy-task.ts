// A task that is not in the registry, with one field of each kind and no views of its own.
import {
  type AnyTask,
  choiceField,
  defineTask,
  fromWireError,
  numberField,
  type RoutedEvent,
  type RunInfo,
  type RunRequest,
  switchField,
  textField,
} from "@pilotlight/core";
import * as v from "valibot";
import type { InterruptedRun, Runner } from "../sessions/task-run.svelte.ts";

/** Repeats a text; takes one field of each kind. */
export const echo = defineTask({
  id: "echo",
  title: "Echo",
  description: "The text again.",
  action: "Call",
  fields: {
    text: textField({
      label: "Text",
      description: "What to call.",
      placeholder: "Hello …",
      rows: 4,
      maxLength: 2_000_000,
    }),
    name: textField({ label: "Name", description: "Who calls.", placeholder: "", rows: 1 }),
    voice: choiceField({
      label: "Voice",
      description: "How loud.",
      fallback: "low",
      choices: [
        { value: "low", label: "Low" },
        { value: "high", label: "High" },
      ],
      number: { label: "Decibels", min: 1, max: 100 },
    }),
    times: numberField({ label: "Times", description: "How often.", fallback: 1, min: 1, max: 3 }),
    twice: switchField({ label: "Echo twice", description: "And again.", fallback: false }),
  },
  output: v.object({ echoed: v.string() }),
  examples: [
    { title: "A hill", input: { text: "Hello, hill", name: "Ada" } },
    {
      title: "A poem",
      input: { text: "Rose is a rose" },
      source: { name: "Sacred Emily", url: "https://example.org/emily", licence: "public domain" },
    },
  ],
  loadPipeline: async () => ({
    run: async ({ text }) => ({ output: { echoed: text }, model: "hillside" }),
  }),
});

/** Facts of an answered run, with plain values where nothing is given. */
function runInfo(facts: Partial<RunInfo> = {}): RunInfo {
  return {
    id: "run-1",
    backend: "browser",
    role: "small",
    model: "hillside",
    reason: "this device answers at once",
    reasonFacts: { code: "at-once" },
    cached: false,
    queueMs: 0,
    computeMs: 41,
    notice: null,
    noticeFacts: [],
    ...facts,
  };
}

/** A runner whose runs are told event by event from the test. */
export class ToldRunner implements Runner {
  /** What was asked, in order. */
  readonly requests: RunRequest[] = [];
  readonly #events: RoutedEvent[] = [];
  #arrival = Promise.withResolvers<null>();

  /** What a reload interrupted, if a test says so. */
  wasInterrupted: Pick<InterruptedRun, "input" | "choice" | "isRestarted"> | null = null;

  interrupted(task: AnyTask): InterruptedRun | null {
    const kept = this.wasInterrupted;
    if (!kept) return null;
    const run = (signal: AbortSignal) =>
      this.run({ task, input: kept.input, choice: kept.choice, signal });
    return { ...kept, run };
  }

  /** Sends the next event to the run under way. */
  tell(event: RoutedEvent): void {
    this.#events.push(event);
    this.#arrival.resolve(null);
  }

  /** Ends the run under way with an output. */
  answer(echoed: string, facts: Partial<RunInfo> = {}): void {
    this.tell({ type: "run-end", output: { echoed }, run: runInfo(facts) });
  }

  async *run(request: RunRequest): AsyncGenerator<RoutedEvent> {
    this.requests.push(request);
    for (;;) {
      const event = this.#events.shift();
      if (event) yield event;
      if (event?.type === "run-end" || event?.type === "run-error") return;
      if (event) continue;
      await this.#arrival.promise;
      this.#arrival = Promise.withResolvers<null>();
    }
  }
}

/** A runner that fails before its first event. */
export const brokenRunner: Runner = {
  // eslint-disable-next-line require-yield
  async *run() {
    throw fromWireError({ code: "network", message: "The line is dead. Retry.", retryable: true });
  },
};
