import { expect, test } from "vitest";
import { toProcessorTime } from "./trace-in-processor-time.ts";

const thread = { pid: 1, tid: 2 };

test("a task is as long as it had the processor, and what it holds moves with it", () => {
  const task = { ...thread, ph: "X", name: "RunTask", ts: 1000, dur: 900, tts: 50, tdur: 300 };
  const early = { ...thread, ph: "X", name: "Layout", ts: 1100, dur: 500, tts: 150, tdur: 100 };
  const late = { ...thread, ph: "I", name: "mark", ts: 1850, tts: 340 };
  const next = { ...thread, ph: "X", name: "RunTask", ts: 2000, dur: 10, tts: 350, tdur: 10 };
  const { traceEvents } = toProcessorTime({ traceEvents: [late, early, task, next] });
  expect(traceEvents).toEqual([
    { ...late, ts: 1290 },
    { ...early, ts: 1100, dur: 100 },
    { ...task, dur: 300 },
    next,
  ]);
});

test("another thread, and what has no time on the processor, stays as it was", () => {
  const task = { ...thread, ph: "X", ts: 1000, dur: 900, tts: 50, tdur: 300 };
  const elsewhere = { pid: 1, tid: 3, ph: "I", ts: 1500, tts: 7 };
  const request = { ...thread, ph: "b", ts: 1600 };
  const traceEvents = [task, elsewhere, request];
  expect(toProcessorTime({ traceEvents }).traceEvents.slice(1)).toEqual([elsewhere, request]);
});
