import { describe, expect, it } from "vitest";
import { RunQueue } from "./run-queue.ts";

function setUp({ capacity = 1, maxWaiting = 3, maxPerCaller = 10 } = {}) {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, wait: () => Promise.resolve() };
  const queue = new RunQueue({ clock, capacityOf: () => capacity, maxWaiting, maxPerCaller });
  const heard: string[] = [];
  const enter = (caller: string, signal = new AbortController().signal) =>
    queue.enter({
      backend: "onnx",
      caller,
      signal,
      onPosition: (position, expectedMs) => {
        heard.push(`${caller} ${position} ${expectedMs ?? "?"}`);
      },
    });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { queue, enter, heard, pass };
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
