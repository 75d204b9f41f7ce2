import { describe, expect, it } from "vitest";
import { collect } from "../../testing/collect.ts";
import { backendEnd } from "../../testing/fake-backend.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { FakeWorker } from "../../testing/fake-worker.ts";
import { echoRequests } from "../../testing/echo-requests.ts";
import { WorkerClient } from "./worker-client.ts";

const never = new AbortController().signal;
const { valid, long } = echoRequests;
const end = backendEnd({ said: "hi", steps: 0 });

function setUp() {
  const clock = fakeClock();
  const workers: FakeWorker[] = [];
  const client = new WorkerClient({
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    modelSource: { baseUrl: "/models/", models: {} },
    clock,
    place: "this device",
    startTimeoutMs: 20_000,
    cancelTimeoutMs: 5_000,
  });
  const worker = (index = 0) => {
    const found = workers[index];
    if (!found) throw new Error(`There is no worker ${index}; ${workers.length} were made.`);
    return found;
  };
  return { client, clock, workers, worker };
}

describe("WorkerClient", () => {
  it("starts its worker with the first run, not before, and keeps it", async () => {
    const { client, workers, worker } = setUp();
    expect(workers).toHaveLength(0);
    const first = collect(client.run(valid, never));
    worker().say({ type: "ready" });
    worker().say({ type: "end", runId: 1, end });
    expect(await first).toEqual([end]);
    const second = collect(client.run(valid, never));
    worker().say({ type: "end", runId: 2, end });
    await second;
    expect(workers).toHaveLength(1);
    expect(worker().heard.map(({ type }) => type)).toEqual(["init", "run", "run"]);
  });

  it("fails every run of a worker that crashes, and starts a fresh one for the next", async () => {
    const { client, worker } = setUp();
    const runs = [collect(client.run(valid, never)), collect(client.run(long, never))];
    const failed = Promise.all(
      runs.map((run) =>
        expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true }),
      ),
    );
    worker().crash("ERR_WORKER_OUT_OF_MEMORY");
    await failed;
    const next = collect(client.run(valid, never));
    worker(1).say({ type: "end", runId: 1, end });
    expect(await next).toEqual([end]);
  });

  it("says what happened, where, and what to do when a worker crashes", async () => {
    const { client, worker } = setUp();
    const run = collect(client.run(valid, never));
    const failed = expect(run).rejects.toThrow(
      "The model worker of this device stopped (exit code 1). Run again: a new one starts.",
    );
    worker().crash("exit code 1");
    await failed;
  });

  it("gives up a worker that does not start in time", async () => {
    const { client, clock, worker } = setUp();
    const run = collect(client.run(valid, never));
    const failed = expect(run).rejects.toThrow("did not start within 20 s");
    await clock.advance(20_000);
    await failed;
    expect(worker().isTerminated).toBe(true);
  });

  it("leaves a worker that has started all the time it needs", async () => {
    const { client, clock, worker } = setUp();
    const run = collect(client.run(valid, never));
    worker().say({ type: "ready" });
    await clock.advance(3_600_000);
    worker().say({ type: "end", runId: 1, end });
    expect(await run).toEqual([end]);
  });

  it("ends a worker whose cancelled run does not stop", async () => {
    const { client, clock, worker } = setUp();
    const controller = new AbortController();
    const run = collect(client.run(valid, controller.signal));
    worker().say({ type: "ready" });
    const aborted = expect(run).rejects.toMatchObject({ code: "aborted" });
    controller.abort();
    await aborted;
    expect(worker().heard.at(-1)).toEqual({ type: "cancel", runId: 1 });
    await clock.advance(4_999);
    expect(worker().isTerminated).toBe(false);
    await clock.advance(1);
    expect(worker().isTerminated).toBe(true);
    await client.idle();
  });

  it("lets a worker that still starts be, whatever was cancelled meanwhile", async () => {
    const { client, clock, worker } = setUp();
    const controller = new AbortController();
    const cancelled = collect(client.run(valid, controller.signal));
    const aborted = expect(cancelled).rejects.toMatchObject({ code: "aborted" });
    controller.abort();
    await aborted;
    const next = collect(client.run(valid, never));
    await clock.advance(19_999);
    expect(worker().isTerminated).toBe(false);
    worker().say({ type: "ready" });
    worker().say({ type: "end", runId: 2, end });
    expect(await next).toEqual([end]);
  });

  it("keeps a worker whose cancelled run stops", async () => {
    const { client, clock, worker } = setUp();
    const controller = new AbortController();
    const run = collect(client.run(valid, controller.signal));
    worker().say({ type: "ready" });
    const aborted = expect(run).rejects.toMatchObject({ code: "aborted" });
    controller.abort();
    await aborted;
    const error = { code: "aborted", message: "It was cancelled.", retryable: false } as const;
    worker().say({ type: "error", runId: 1, error });
    await client.idle();
    await clock.advance(60_000);
    expect(worker().isTerminated).toBe(false);
  });

  it("does not take an output that is not the task's", async () => {
    const { client, worker } = setUp();
    const run = collect(client.run(valid, never));
    worker().say({ type: "end", runId: 1, end: backendEnd({ said: 7 }) });
    await expect(run).rejects.toMatchObject({ code: "backend-failed", retryable: true });
  });

  it("ends a worker that sends what cannot be read, and fails its runs", async () => {
    for (const message of [
      { type: "end", runId: 1, end: { type: "backend-end" } },
      { type: "a-new-word", runId: 1 },
    ]) {
      const { client, worker } = setUp();
      const failed = expect(collect(client.run(valid, never))).rejects.toThrow(
        "The model worker of this device sent what cannot be read. Run again: a new one starts.",
      );
      worker().say(message);
      await failed;
      expect(worker().isTerminated).toBe(true);
    }
  });

  it("passes over messages that are not of the protocol or of no run of its own", async () => {
    const { client, worker } = setUp();
    const run = collect(client.run(valid, never));
    worker().say({ hello: "from an extension" });
    worker().say({ type: "end", runId: 99, end });
    worker().say({ type: "end", runId: 1, end });
    expect(await run).toEqual([end]);
  });

  it("says that no worker can be made, and lets another place answer", async () => {
    const client = new WorkerClient({
      createWorker: () => {
        throw new DOMException("refused by policy", "SecurityError");
      },
      modelSource: { baseUrl: "/models/", models: {} },
      clock: fakeClock(),
      place: "this device",
    });
    await expect(collect(client.run(valid, never))).rejects.toMatchObject({
      code: "backend-failed",
      retryable: true,
      message: "No model worker can be made on this device (SecurityError). Choose another place.",
    });
  });

  it("ends what runs when it is closed", async () => {
    const { client, worker } = setUp();
    const run = collect(client.run(valid, never));
    const ended = expect(run).rejects.toMatchObject({ code: "aborted" });
    await client.close();
    await ended;
    expect(worker().isTerminated).toBe(true);
  });
});
