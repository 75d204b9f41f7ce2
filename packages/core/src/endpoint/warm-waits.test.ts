import { describe, expect, it } from "vitest";
import { FakeEndpointCalls } from "../testing/fake-endpoint-calls.ts";
import { invoked, lifeOfCopies } from "../testing/observations.ts";
import { comeWarm, waitForWarm, watchEndpoint } from "../testing/watch-endpoint.ts";

const second = 1000;
const minute = 60 * second;

describe("waiting for the large model", () => {
  it("is over at once when it is warm", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    calls.description = lifeOfCopies.running;
    await clock.advance(minute);
    const { done, told } = waitForWarm(monitor, { waitMs: 0 });
    await expect(done).resolves.toBeUndefined();
    expect(told).toEqual([]);
  });

  it("wakes it once for all who wait, tells each of the progress and lets all go on together", async () => {
    const setup = await watchEndpoint();
    const { monitor, calls, clock } = setup;
    const waits = [1, 2, 3].map(() => waitForWarm(monitor, { waitMs: 10 * minute }));
    await clock.advance(0);
    expect(calls.wakes.length).toBe(1);
    await comeWarm(setup, 99 * second);
    await Promise.all(waits.map(({ done }) => done));
    for (const { told } of waits) {
      expect(told[0]).toEqual([0, 302]);
      expect(told.at(-1)).toEqual([98, 302]);
      expect(told).toHaveLength(99);
    }
    expect(calls.wakes.length).toBe(1);
  });

  it("ends with endpoint-cold and the time left when its own time is over", async () => {
    const { monitor, clock } = await watchEndpoint();
    const { done, told } = waitForWarm(monitor, { waitMs: 12 * second });
    const ended = expect(done).rejects.toMatchObject({
      code: "endpoint-cold",
      retryable: true,
      details: { retryAfterMs: 290 * second },
    });
    await clock.advance(12 * second);
    await ended;
    expect(told.at(-1)).toEqual([12, 302]);
  });

  it("wakes it and waits for nothing when it may not wait", async () => {
    const { monitor, calls } = await watchEndpoint();
    const { done, told } = waitForWarm(monitor, { waitMs: 0 });
    await expect(done).rejects.toMatchObject({
      code: "endpoint-cold",
      details: { retryAfterMs: 302 * second },
    });
    expect(calls.wakes.length).toBe(1);
    expect(told).toEqual([]);
  });

  it("is refused beyond the limit, and has places again when one leaves", async () => {
    const { monitor, clock } = await watchEndpoint({ maxWaiting: 1 });
    const leaver = new AbortController();
    const first = waitForWarm(monitor, { waitMs: minute, signal: leaver.signal });
    const left = expect(first.done).rejects.toMatchObject({ code: "aborted" });
    await clock.advance(second);
    await expect(waitForWarm(monitor, { waitMs: minute }).done).rejects.toMatchObject({
      code: "overloaded",
      details: { limit: 1 },
    });
    leaver.abort();
    await left;
    const next = waitForWarm(monitor, { waitMs: second });
    const cold = expect(next.done).rejects.toMatchObject({ code: "endpoint-cold" });
    await clock.advance(second);
    await cold;
  });

  it("leaves a caller at most as many places as are free, and others theirs", async () => {
    const { monitor, clock } = await watchEndpoint({ maxWaiting: 4 });
    const leaver = new AbortController();
    const wait = (caller: string) =>
      waitForWarm(monitor, { waitMs: minute, caller, signal: leaver.signal }).done;
    const ended = ["a", "a", "b"].map((caller) =>
      expect(wait(caller)).rejects.toMatchObject({ code: "aborted" }),
    );
    await clock.advance(second);
    for (const caller of ["a", "b"]) {
      await expect(wait(caller)).rejects.toMatchObject({
        code: "too-many-runs",
        retryable: true,
        message: expect.stringMatching(
          /^You have \d runs? that waits? for .*, where 1 place is free;/u,
        ) as string,
        details: { limit: 1, retryAfterMs: 301 * second },
      });
    }
    ended.push(expect(wait("c")).rejects.toMatchObject({ code: "aborted" }));
    await clock.advance(second);
    await expect(wait("d")).rejects.toMatchObject({ code: "overloaded", details: { size: 4 } });
    leaver.abort();
    await Promise.all(ended);
    // Who left holds nothing.
    const again = ["a", "a"].map((caller) => waitForWarm(monitor, { waitMs: second, caller }).done);
    const cold = again.map((done) => expect(done).rejects.toMatchObject({ code: "endpoint-cold" }));
    await clock.advance(second);
    await Promise.all(cold);
  });

  it("ends when the wake is refused, when it is in vain and when the endpoint goes down", async () => {
    const never = await watchEndpoint({ wakePolicy: "never" });
    await expect(waitForWarm(never.monitor, { waitMs: minute }).done).rejects.toMatchObject({
      code: "wake-refused",
    });
    const { monitor, clock } = await watchEndpoint();
    const vain = waitForWarm(monitor, { waitMs: 60 * minute });
    const inVain = expect(vain.done).rejects.toMatchObject({ code: "backend-unavailable" });
    await clock.advance(10 * minute);
    await inVain;
    const failing = waitForWarm(monitor, { waitMs: 60 * minute });
    const isDown = expect(failing.done).rejects.toMatchObject({
      code: "backend-unavailable",
      message: expect.stringContaining("it fails") as string,
    });
    await clock.advance(second);
    for (const result of ["failed", "failed", "failed"] as const) monitor.observe(invoked(result));
    await isDown;
  });

  it("ends in its time and with its signal while the wake call hangs", async () => {
    const calls = new FakeEndpointCalls();
    calls.wake = () => new Promise(() => undefined);
    const { monitor, clock } = await watchEndpoint({ calls });
    const leaver = new AbortController();
    const runs = [
      [{ waitMs: 0 }, "endpoint-cold"],
      [{ waitMs: 10 * second }, "endpoint-cold"],
      [{ waitMs: minute, signal: leaver.signal }, "aborted"],
    ] as const;
    const ended = runs.map(([options, code]) =>
      expect(waitForWarm(monitor, options).done).rejects.toMatchObject({ code }),
    );
    await clock.advance(3 * second);
    await ended[0];
    await clock.advance(7 * second);
    await ended[1];
    leaver.abort();
    await ended[2];
  });

  it("is over before it begins for a run that was cancelled", async () => {
    const { monitor, calls } = await watchEndpoint();
    const signal = AbortSignal.abort();
    await expect(waitForWarm(monitor, { waitMs: minute, signal }).done).rejects.toMatchObject({
      code: "aborted",
    });
    expect(calls.wakes.length).toBe(0);
  });

  it("lets a run try when the endpoint has rested after failures", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    calls.description = lifeOfCopies.running;
    for (const result of ["failed", "failed", "failed"] as const) monitor.observe(invoked(result));
    await expect(waitForWarm(monitor, { waitMs: minute }).done).rejects.toMatchObject({
      code: "backend-unavailable",
      details: { retryAfterMs: 30 * second },
    });
    await clock.advance(30 * second);
    await expect(waitForWarm(monitor, { waitMs: minute }).done).resolves.toBeUndefined();
    expect(monitor.status()).toMatchObject({ temperature: "down", available: true });
  });
});
