import { describe, expect, it } from "vitest";
import { InferenceError } from "../contract/inference-error.ts";
import { RunQueue, type Wake } from "./run-queue.ts";

function setUp({ capacity = 1, maxWaiting = 3, maxPerCaller = 10 } = {}) {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, wait: () => Promise.resolve() };
  const size = { capacity };
  const capacityOf = () => size.capacity;
  const queue = new RunQueue({ clock, capacityOf, maxWaiting, maxPerCaller });
  const heard: string[] = [];
  const enter = (caller: string, signal = new AbortController().signal, wake?: Wake) =>
    queue.enter({
      backend: "onnx",
      caller,
      signal,
      ...(wake ? { wake } : {}),
      onPosition: (position, expectedMs) => {
        heard.push(`${caller} ${position} ${expectedMs ?? "?"}`);
      },
    });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { queue, enter, heard, pass, size };
}

function below(first: number): number[] {
  return Array.from({ length: first - 1 }, (_, step) => first - 1 - step);
}

describe("RunQueue", () => {
  it("admits as many runs at once as the backend takes, and the next when one leaves", async () => {
    const { enter, queue } = setUp({ capacity: 2 });
    const [leave] = await Promise.all([enter("a"), enter("b")]);
    const third = enter("c");
    expect(queue.waiting).toBe(1);
    leave();
    await third;
    expect(queue.waiting).toBe(0);
  });

  it("tells waiting runs their position, and the expected wait once it has seen how long runs take", async () => {
    const { enter, heard, pass } = setUp();
    const leave = await enter("a");
    const second = enter("b");
    void enter("c");
    pass(400);
    leave();
    await second;
    expect(heard).toEqual(["b 1 ?", "c 2 ?", "c 1 400"]);
  });

  it("tells those far back of every tenth of the way, and of each step near the front", async () => {
    const { enter, heard } = setUp({ maxWaiting: 100, maxPerCaller: 200 });
    const places = Array.from({ length: 61 }, (_, run) => enter(`caller${run}`));
    for (const place of places) (await place)();
    const told = heard.flatMap((line) => /^caller60 (\d+) /u.exec(line)?.[1] ?? []).map(Number);
    expect(told).toEqual([60, 54, 49, 45, 41, 37, 34, 31, 28, 26, 24, 22, 20, ...below(19)]);
  });

  it("lets a caller with one run pass before the second run of another", async () => {
    const { enter, heard } = setUp();
    const leave = await enter("busy");
    void enter("busy");
    void enter("busy");
    const guest = enter("guest");
    expect(heard.at(-1)).toBe("busy 3 ?");
    expect(heard).toContain("guest 2 ?");
    leave();
    expect(await Promise.race([guest.then(() => "guest"), Promise.resolve("still waiting")])).toBe(
      "still waiting",
    );
  });

  it("refuses a run when the line is full, with the size, the limit and when to come back", async () => {
    const { enter } = setUp({ maxWaiting: 1 });
    await enter("a");
    void enter("b");
    await expect(enter("c")).rejects.toMatchObject({
      code: "overloaded",
      retryable: true,
      details: { size: 1, limit: 1, retryAfterMs: 1000 },
    });
  });

  it("refuses a caller who has too many runs, and takes others", async () => {
    const { enter } = setUp({ capacity: 5, maxPerCaller: 2 });
    const leave = await enter("a");
    await enter("a");
    await expect(enter("a")).rejects.toMatchObject({ code: "too-many-runs" });
    await expect(enter("b")).resolves.toBeTypeOf("function");
    leave();
    await expect(enter("a")).resolves.toBeTypeOf("function");
  });

  it("takes a cancelled run out of the line and moves the others up", async () => {
    const { enter, heard, queue } = setUp();
    await enter("a");
    const cancelling = new AbortController();
    const cancelled = enter("b", cancelling.signal);
    void enter("c");
    cancelling.abort();
    await expect(cancelled).rejects.toMatchObject({ code: "aborted" });
    expect(queue.waiting).toBe(1);
    expect(heard.at(-1)).toBe("c 1 ?");
  });

  it("admits the next when a backend takes more than before", async () => {
    const { enter, queue, size } = setUp({ capacity: 0 });
    const first = enter("a");
    expect(queue.waiting).toBe(1);
    size.capacity = 1;
    queue.recheck("onnx");
    await first;
    expect(queue.waiting).toBe(0);
  });

  it("gives a place back once, however often the run leaves", async () => {
    const { enter } = setUp();
    const leave = await enter("a");
    const second = enter("b");
    leave();
    leave();
    await second;
    const third = enter("c");
    expect(await Promise.race([third.then(() => "in"), Promise.resolve("waiting")])).toBe(
      "waiting",
    );
  });
});

describe("RunQueue before a backend that has to wake", () => {
  const never = new AbortController().signal;

  function makeWake(leftMs = 90_000) {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const wake: Wake = { untilAwake: () => promise, leftMs: () => leftMs };
    return { wake, resolve, reject };
  }

  it("lets runs hold their places, with the wake in the time that is expected", async () => {
    const { enter, heard, pass, queue } = setUp();
    const leave = await enter("past");
    pass(2000);
    leave();
    const { wake, resolve } = makeWake();
    const [first, second] = [enter("a", never, wake), enter("b", never, wake)];
    expect(heard).toEqual(["a 1 90000", "b 2 92000"]);
    resolve(undefined);
    const leaveFirst = await first;
    expect(queue.waiting).toBe(1);
    expect(heard.at(-1)).toBe("b 1 2000");
    leaveFirst();
    await second;
  });

  it("admits them in their fair order when it is awake, not in the order in which they hear of it", async () => {
    const { enter } = setUp({ capacity: 2 });
    const wakes = [makeWake(), makeWake(), makeWake()] as const;
    const admitted: string[] = [];
    const runs = ["busy", "busy", "guest"].map(async (caller, run) => {
      await enter(caller, never, wakes[run]?.wake);
      admitted.push(`${caller} ${run}`);
    });
    wakes[1].resolve(undefined);
    await Promise.all([runs[0], runs[2]]);
    expect(admitted).toEqual(["busy 0", "guest 2"]);
  });

  it("lets a run out with the error that its wake ends with, and moves the others up", async () => {
    const { enter, heard, queue } = setUp();
    const late = new InferenceError("endpoint-cold", "It is starting.", { retryable: true });
    const failing = makeWake();
    const first = enter("a", never, failing.wake);
    void enter("b", never, makeWake().wake);
    failing.reject(late);
    await expect(first).rejects.toBe(late);
    expect(queue.waiting).toBe(1);
    expect(heard.at(-1)).toBe("b 1 90000");
  });

  it("ends the wait for a wake with the run that is cancelled or admitted", async () => {
    const { enter } = setUp({ capacity: 2 });
    const signals: AbortSignal[] = [];
    const wakes = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()] as const;
    const wakeOf = (index: 0 | 1): Wake => ({
      leftMs: () => 1000,
      untilAwake: (signal) => {
        signals.push(signal);
        return wakes[index].promise;
      },
    });
    const cancelling = new AbortController();
    const cancelled = enter("a", cancelling.signal, wakeOf(0));
    const admitted = enter("b", never, wakeOf(1));
    cancelling.abort();
    await expect(cancelled).rejects.toMatchObject({ code: "aborted" });
    wakes[1].resolve(undefined);
    await admitted;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it("lets a run pass that needs no wake", async () => {
    const { enter, queue } = setUp();
    void enter("a", never, makeWake().wake);
    const leave = await enter("b");
    const next = enter("c");
    leave();
    await next;
    expect(queue.waiting).toBe(1);
  });
});
