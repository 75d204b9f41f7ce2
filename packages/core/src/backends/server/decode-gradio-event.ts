// What Gradio's client says about a run → what a backend says.
import * as v from "valibot";
import { type ErrorCode, errorCodes } from "../../contract/inference-error.ts";
import { runInfoSchema } from "../../contract/run-event.ts";
import type { Progress } from "../../contract/run-event.ts";
import { isJsonObject } from "../../contract/json.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendId } from "../../contract/backend-id.ts";
import type { BackendEnd, BackendEvent } from "../../contract/backend-event.ts";
import type { GradioEvent } from "./gradio-link.ts";

/** How the client's part in a run is over. */
export type JobOutcome =
  | { readonly kind: "end"; readonly end: BackendEnd }
  | { readonly kind: "cancelled" }
  /** The client has lost its server; the run may go on there. */
  | { readonly kind: "broken" }
  | { readonly kind: "failed"; readonly code: ErrorCode; readonly message: string };

type GradioStatus = Extract<GradioEvent, { type: "status" }>;

const units = ["seconds", "bytes", "windows", "sentences", "pieces", "items"] as const;

/** Reads the events of one job in order. */
export class JobReader {
  readonly #task: AnyTask;
  readonly #backend: BackendId;
  readonly #textIndex: number;
  #text = "";
  #values: readonly unknown[] = [];
  #reason = "the server's turn has come";
  #isWaiting = false;

  /** @param backend what the reader's events say started */
  constructor(task: AnyTask, backend: BackendId) {
    this.#task = task;
    this.#backend = backend;
    const parts = task.typedOutputs ?? [];
    this.#textIndex = parts.findIndex((part) => part.kind === "text" && part.streams === true);
  }

  /** What an event means to the reader of the run. */
  read(event: GradioEvent): readonly BackendEvent[] {
    if (event.type === "log") this.#reason = event.log;
    if (event.type === "data") return this.#readValues(event.data);
    return event.type === "status" ? this.#readStatus(event) : [];
  }

  /** How the run has ended, if this event says so. */
  outcome(event: GradioEvent): JobOutcome | null {
    if (event.type !== "status") return null;
    if (event.stage === "complete") return this.#ending();
    if (event.stage !== "error") return null;
    if (event.broken === true) return { kind: "broken" };
    const message =
      typeof event.message === "string" ? event.message : "The run failed. Try again.";
    return { kind: "failed", code: codeOf(event.code), message };
  }

  #readStatus(status: GradioStatus): readonly BackendEvent[] {
    if (status.original_msg === "process_starts") {
      this.#text = "";
      this.#isWaiting = false;
      return [{ type: "backend-start", backend: this.#backend, reason: this.#reason }];
    }
    const [progress] = status.progress_data ?? [];
    if (progress) {
      const { index, length, unit, desc } = progress;
      return [
        {
          type: "progress",
          stage: stageOf(desc),
          done: index ?? 0,
          total: length ?? 0,
          unit: units.find((known) => known === unit) ?? "items",
        },
      ];
    }
    return this.#readPlace(status);
  }

  #readPlace({ stage, position, eta }: GradioStatus): readonly BackendEvent[] {
    if (stage !== "pending" || position === undefined) return [];
    // A run that starts at once is announced as next in line too; that is no waiting.
    const expectedMs = typeof eta === "number" ? eta * 1000 : null;
    if (position === 0 && !this.#isWaiting && expectedMs === null) return [];
    this.#isWaiting = true;
    return [{ type: "queue-update", position: position + 1, expectedMs }];
  }

  #readValues(values: readonly unknown[]): readonly BackendEvent[] {
    this.#values = values;
    const text = values[this.#textIndex];
    // The last values come once more at the end, with the whole output behind them.
    if (typeof text !== "string" || values.at(-1) !== null || text === this.#text) return [];
    const before = this.#text;
    this.#text = text;
    if (text.startsWith(before)) return [{ type: "text-delta", text: text.slice(before.length) }];
    return [
      { type: "backend-start", backend: this.#backend, reason: this.#reason },
      { type: "text-delta", text },
    ];
  }

  #ending(): JobOutcome {
    const whole = this.#values.at(-1);
    if (!isJsonObject(whole)) return { kind: "cancelled" };
    const { run, ...output } = { ...whole } as Record<string, unknown>;
    const { backend, reason, cached, model, computeMs, notice } = v.parse(runInfoSchema, run);
    const served = { backend, reason, cached };
    const parsed = this.#task.parseOutput(output);
    return {
      kind: "end",
      end: { type: "backend-end", output: parsed, model, computeMs, notice, served },
    };
  }
}

function stageOf(words: string | null | undefined): Progress["stage"] {
  if (words?.startsWith("Waking") === true) return "waking";
  return words?.startsWith("Loading") === true ? "loading" : "reading";
}

function codeOf(code: string | undefined): ErrorCode {
  if (code === "validation_error") return "invalid-input";
  return errorCodes.find((known) => known === code) ?? "backend-failed";
}
