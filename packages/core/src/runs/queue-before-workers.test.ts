// The queue before real worker threads: a place is free when a worker is, not when a caller has left.
import { expect, it, onTestFinished } from "vitest";
import { OnnxBackend } from "../backends/onnx/onnx-backend.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { collect } from "../testing/collect.ts";
import { echoTask } from "../testing/echo-task.ts";
import { RunQueue } from "./run-queue.ts";

it("lets the next run in when the worker of a cancelled one has ended it, and tells it so far that it waits", async () => {
  const backend = new OnnxBackend({
    workerUrl: new URL("../testing/echo-worker.ts", import.meta.url),
    modelSource: { baseUrl: "/nowhere/", models: {} },
    threads: 1,
    runsPerWorker: 1,
    clock: systemClock,
    tasks: [echoTask],
    cancelTimeoutMs: 50,
  });
  onTestFinished(() => backend.close());
  const capacityOf = () => backend.capacity;
  const queue = new RunQueue({ clock: systemClock, capacityOf, maxWaiting: 8, maxPerCaller: 8 });
  backend.onCapacity(() => {
    queue.recheck("onnx");
  });
  const heard: string[] = [];
  const run = async (name: string, input: object, signal: AbortSignal) => {
    const onPosition = (position: number) => heard.push(`${name} waits, ${position}`);
    const leave = await queue.enter({ backend: "onnx", caller: name, signal, onPosition });
    try {
      const request = { task: echoTask, input: echoTask.parseInput(input) };
      return await collect(backend.run(request, signal));
    } finally {
      heard.push(`${name} ends`);
      leave();
    }
  };
  const cancelling = new AbortController();
  const stuck = run("a", { text: "a", steps: 1, fault: "spin" }, cancelling.signal);
  const cancelled = expect(stuck).rejects.toMatchObject({ code: "aborted" });
  const next = run("b", { text: "b" }, new AbortController().signal);
  await Promise.resolve();
  cancelling.abort();
  await cancelled;
  const late = run("c", { text: "c" }, new AbortController().signal);
  expect((await next).at(-1)).toMatchObject({ output: { said: "b" } });
  expect((await late).at(-1)).toMatchObject({ output: { said: "c" } });
  expect(heard.slice(0, 3)).toEqual(["b waits, 1", "a ends", "c waits, 2"]);
});
