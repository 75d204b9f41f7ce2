import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { echoTask } from "../../testing/echo-task.ts";
import { echoRequests } from "../../testing/echo-requests.ts";
import { OnnxBackend } from "./onnx-backend.ts";

const workerUrl = new URL("../../testing/echo-worker.ts", import.meta.url);
const never = new AbortController().signal;

function makeBackend(options: Partial<ConstructorParameters<typeof OnnxBackend>[0]> = {}) {
  const backend = new OnnxBackend({
    workerUrl,
    modelSource: { baseUrl: "/nowhere/", models: {} },
    threads: 1,
    clock: systemClock,
    tasks: [echoTask],
    ...options,
  });
  return backend;
}

function open(options: Partial<ConstructorParameters<typeof OnnxBackend>[0]> = {}) {
  const backend = makeBackend(options);
  onTestFinished(() => backend.close());
  return backend;
}

const request = (input: object) => ({ task: echoTask, input: echoTask.parseInput(input) });

testBackendContract("OnnxBackend", () => makeBackend({ threads: 2 }), echoRequests);

describe("the capacity of OnnxBackend", () => {
  it("is two runs for each thread, and two long ones for each but the first", () => {
    expect(open({ threads: 3 })).toMatchObject({ capacity: 6, longCapacity: 4 });
    expect(open()).toMatchObject({ capacity: 2, longCapacity: 2 });
  });

  it("is less for short runs while a thread has a long one, and grows again with a word", async () => {
    const backend = open({ threads: 2 });
    const grown = Promise.withResolvers<number>();
    backend.onCapacity(() => {
      grown.resolve(backend.capacity);
    });
    const long = { ...request({ text: "a", steps: 1 }), isLong: true };
    const run = backend.run(long, never)[Symbol.asyncIterator]();
    await run.next();
    expect(backend).toMatchObject({ capacity: 2, longCapacity: 2 });
    while ((await run.next()).done !== true);
    expect(await grown.promise).toBe(4);
  });

  it("lets a run of one step go past a long one on the same worker", async () => {
    const backend = open();
    const controller = new AbortController();
    const long = { ...request({ text: "long", steps: 1_000_000 }), isLong: true };
    const endless = backend.run(long, controller.signal)[Symbol.asyncIterator]();
    await endless.next();
    const events = await collect(backend.run(request({ text: "short", steps: 1 }), never));
    expect(events.at(-1)).toMatchObject({ output: { said: "short" } });
    controller.abort();
    await expect(endless.next()).rejects.toMatchObject({ code: "aborted" });
  });

  it("is its workers where each takes one run; a run beyond has its turn when one is free, first come first", async () => {
    const backend = open({ runsPerWorker: 1 });
    expect(backend.capacity).toBe(1);
    const ended: string[] = [];
    const run = async (text: string, steps: number) => {
      const events = await collect(backend.run(request({ text, steps }), never));
      ended.push(text);
      return events;
    };
    const all = await Promise.all([run("a", 50), run("b", 1), run("c", 1)]);
    expect(ended).toEqual(["a", "b", "c"]);
    expect(all.map((events) => events.at(-1))).toMatchObject([
      { output: { said: "a" } },
      { output: { said: "b" } },
      { output: { said: "c" } },
    ]);
  });

  it("is less while a worker still ends a run that was cancelled, and grows again with a word", async () => {
    const backend = open({ cancelTimeoutMs: 50, runsPerWorker: 1 });
    const grown = Promise.withResolvers<number>();
    backend.onCapacity(() => {
      grown.resolve(backend.capacity);
    });
    const controller = new AbortController();
    const spinning = request({ text: "a", steps: 1, fault: "spin" });
    const run = backend.run(spinning, controller.signal)[Symbol.asyncIterator]();
    await run.next();
    controller.abort();
    await expect(run.next()).rejects.toMatchObject({ code: "aborted" });
    expect(backend.capacity).toBe(0);
    expect(await grown.promise).toBe(1);
  });

  it("gives the turn of a run that is cancelled before it to the next", async () => {
    const backend = open({ runsPerWorker: 1 });
    const controller = new AbortController();
    const first = collect(backend.run(request({ text: "a", steps: 200 }), never));
    const waiting = collect(backend.run(request({ text: "b" }), controller.signal));
    const cancelled = expect(waiting).rejects.toMatchObject({ code: "aborted" });
    const third = collect(backend.run(request({ text: "c" }), never));
    controller.abort();
    await cancelled;
    expect((await third).at(-1)).toMatchObject({ output: { said: "c" } });
    await first;
  });
});

describe("the workers of OnnxBackend", () => {
  it("does a run once more on a fresh worker when the first one stops", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pilotlight-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const crashOnce = join(folder, "crashed");
    const backend = open({ modelSource: { baseUrl: "/nowhere/", models: { crashOnce } } });
    const events = await collect(backend.run(request({ text: "still here" }), never));
    expect(existsSync(crashOnce)).toBe(true);
    expect(events.at(-1)).toMatchObject({ output: { said: "still here" } });
  });

  it("gives up a run that stops two workers, without its text, and answers the next", async () => {
    const backend = open();
    const fatal = collect(backend.run(request({ text: "secret", fault: "crash" }), never));
    await expect(fatal).rejects.toMatchObject({
      code: "backend-failed",
      retryable: true,
      message: expect.not.stringContaining("secret") as string,
    });
    const events = await collect(backend.run(request({ text: "next" }), never));
    expect(events.at(-1)).toMatchObject({ output: { said: "next" } });
  });

  it("ends a worker whose cancelled run does not stop, and answers the next", async () => {
    const backend = open({ cancelTimeoutMs: 50 });
    const controller = new AbortController();
    const stuck = collect(
      backend.run(request({ text: "a", steps: 1, fault: "spin" }), controller.signal),
    );
    const cancelled = expect(stuck).rejects.toMatchObject({ code: "aborted" });
    const next = collect(backend.run(request({ text: "next" }), never));
    controller.abort();
    await cancelled;
    expect((await next).at(-1)).toMatchObject({ output: { said: "next" } });
  });

  it("tells both runs of a worker that is stopped, once they have stopped a second one, and does others again", async () => {
    const backend = open();
    const failed = { code: "backend-failed", retryable: true };
    const fatal = collect(backend.run(request({ text: "a", fault: "crash" }), never));
    const beside = collect(backend.run(request({ text: "b", steps: 1_000_000 }), never));
    await Promise.all([
      expect(fatal).rejects.toMatchObject(failed),
      expect(beside).rejects.toMatchObject(failed),
    ]);
    const events = await collect(backend.run(request({ text: "next" }), never));
    expect(events.at(-1)).toMatchObject({ output: { said: "next" } });
  });

  it("says that its script cannot be loaded rather than waiting for it", async () => {
    const backend = open({ workerUrl: new URL("./no-such-worker.ts", import.meta.url) });
    await expect(collect(backend.run(request({ text: "a" }), never))).rejects.toMatchObject({
      code: "backend-failed",
      retryable: true,
    });
  });

  it("turns an error that is not ours into a retryable one without its text", async () => {
    const backend = open();
    const failing = collect(backend.run(request({ text: "a", fault: "throw" }), never));
    await expect(failing).rejects.toMatchObject({
      code: "backend-failed",
      retryable: true,
      message: expect.not.stringContaining("secret") as string,
    });
  });

  it("answers on one worker while a run never comes back on another", async () => {
    const backend = open({ threads: 2, cancelTimeoutMs: 50 });
    const controller = new AbortController();
    const stuck = backend.run(request({ text: "a", steps: 1, fault: "spin" }), controller.signal);
    const iterator = stuck[Symbol.asyncIterator]();
    await iterator.next();
    const events = await collect(backend.run(request({ text: "next" }), never));
    expect(events.at(-1)).toMatchObject({ output: { said: "next" } });
    controller.abort();
    await expect(iterator.next()).rejects.toMatchObject({ code: "aborted" });
  });
});
