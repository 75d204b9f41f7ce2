import { describe, expect, it } from "vitest";
import type { RunEvent, RunInfo } from "../../contract/run-event.ts";
import { sentimentAnalysis } from "../../tasks/sentiment-analysis/task.ts";
import { summarization } from "../../tasks/summarization/task.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import type { EventMessage } from "./messages.ts";
import { RunTranslation } from "./translate.ts";

const start: RunEvent = {
  type: "backend-start",
  backend: "onnx",
  role: "small",
  reason: "it is next in line",
  reasonFacts: { code: "at-once" },
};
const run: RunInfo = {
  id: "1",
  backend: "onnx",
  role: "small",
  model: "m",
  reason: "r",
  reasonFacts: { code: "at-once" },
  cached: true,
  queueMs: 0,
  computeMs: 1500,
  notice: null,
  noticeFacts: [],
};
const text = (piece: string): RunEvent => ({ type: "text-delta", text: piece });
const aborted: RunEvent = {
  type: "run-error",
  error: { code: "aborted", message: "The run was cancelled.", retryable: false },
  runId: "1",
};

function translate(events: readonly RunEvent[], task: AnyTask = summarization): EventMessage[] {
  const clock = fakeClock();
  const translation = new RunTranslation({ task, inputOf: () => ({ text: "A." }), clock });
  return events.flatMap((event) => translation.next(event));
}

const valuesOf = (messages: readonly EventMessage[]) =>
  messages.flatMap((message) =>
    message.msg === "process_generating" ? [message.output.data] : [],
  );

describe("RunTranslation", () => {
  it("tells the place in the line from 0 and the wait in seconds", () => {
    const [estimation] = translate([{ type: "queue-update", position: 3, expectedMs: 4500 }]);
    expect(estimation).toEqual({ msg: "estimation", rank: 2, queue_size: 3, rank_eta: 4.5 });
  });

  it("announces a run that did not wait before it starts", () => {
    expect(translate([start]).map(({ msg }) => msg)).toEqual(["estimation", "process_starts"]);
  });

  it("shows how far the wake is to a run that waits for the large model, before it starts", () => {
    const waking: RunEvent = {
      type: "progress",
      stage: "waking",
      done: 30,
      total: 300,
      unit: "seconds",
    };
    const [message, ...rest] = translate([waking, start]);
    expect(message).toEqual({
      msg: "progress",
      progress_data: [
        { index: 30, length: 300, unit: "seconds", progress: 0.1, desc: "Waking the large model" },
      ],
    });
    expect(rest.map(({ msg }) => msg)).toEqual(["estimation", "process_starts"]);
  });

  it("sends the first text whole, then only what was added", () => {
    expect(valuesOf(translate([start, text("One"), text(" two")]))).toEqual([
      ["One", null],
      [[["append", [], " two"]], []],
    ]);
  });

  it("takes back the text of a backend that failed, and says why another one answers", () => {
    const messages = translate([
      start,
      text("Half"),
      { ...start, reason: "it failed" },
      text("New"),
    ]);
    expect(messages.find(({ msg }) => msg === "log")).toMatchObject({ log: "it failed" });
    expect(valuesOf(messages)).toEqual([
      ["Half", null],
      [[["replace", [], ""]], []],
      [[["append", [], "New"]], []],
    ]);
  });

  it("sends no partial values for a task that streams nothing", () => {
    expect(valuesOf(translate([start, text("because")], sentimentAnalysis))).toEqual([]);
  });

  it("ends with whole values", () => {
    const output = { summary_text: "One two", kind: "abstractive", sentences: null };
    const messages = translate([start, text("One"), { type: "run-end", output, run }]);
    expect(messages.at(-1)).toMatchObject({
      msg: "process_completed",
      success: true,
      used_cache: "full",
      avg_time: 1.5,
      output: { data: ["One two", { summary_text: "One two", run: { id: "1" } }] },
    });
  });

  it("ends a cancelled run as a success with the last values, or with nulls", () => {
    const data = (events: readonly RunEvent[]) => translate(events).at(-1);
    const success = { msg: "process_completed", success: true };
    expect(data([aborted])).toMatchObject({ ...success, output: { data: [null, null] } });
    expect(data([start, text("One"), aborted])).toMatchObject({
      ...success,
      output: { data: ["One", null] },
    });
  });

  it("ends a failed run with the keys that Python takes and no other in its output", () => {
    const error = {
      code: "backend-failed",
      message: "It broke. Try again.",
      retryable: true,
    } as const;
    const [message] = translate([{ type: "run-error", error, runId: "1" }]);
    expect(message).toEqual({
      msg: "process_completed",
      success: false,
      title: "Error",
      output: { error: "It broke. Try again.", visible: true, duration: 10, title: "Error" },
      code: "backend-failed",
    });
  });

  it("leaves out progress that comes too fast, but never the last", () => {
    const progress = (done: number): RunEvent => ({
      type: "progress",
      stage: "loading",
      done,
      total: 4,
      unit: "bytes",
    });
    const told = translate([1, 2, 3, 4].map(progress)).flatMap((message) =>
      message.msg === "progress" ? message.progress_data : [],
    );
    expect(told.map(({ index, progress: part }) => [index, part])).toEqual([
      [1, 0.25],
      [4, 1],
    ]);
  });
});
