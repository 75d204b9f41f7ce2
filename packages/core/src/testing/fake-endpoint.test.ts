import { describe, expect, it } from "vitest";
import { FakeEndpoint } from "./fake-endpoint.ts";
import { fakeClock } from "./fake-clock.ts";

const never = new AbortController().signal;

describe("FakeEndpoint", () => {
  it("is cold, warms by a wake and tells those who listen of every change", async () => {
    const endpoint = new FakeEndpoint({ clock: fakeClock() });
    const words: string[] = [];
    const stop = endpoint.subscribe((status) => words.push(status.words));
    await endpoint.wake({ by: "person", isKnownCaller: false });
    endpoint.set({ temperature: "warm" });
    stop();
    endpoint.set({ temperature: "down" });
    expect(words).toEqual(["waking, about 3 min", "awake"]);
    expect(endpoint.wakes).toEqual([{ by: "person", isKnownCaller: false }]);
    expect(endpoint.listeners).toBe(0);
  });

  it("lets runs wait with progress, until it is warm or their time is over", async () => {
    const clock = fakeClock();
    const endpoint = new FakeEndpoint({ clock });
    const seconds: number[] = [];
    const onProgress = (done: number) => void seconds.push(done);
    const request = { caller: "a", isKnownCaller: true, signal: never, onProgress };
    const short = endpoint.untilWarm({ ...request, waitMs: 2500 });
    const long = endpoint.untilWarm({ ...request, waitMs: 60_000, onProgress: () => undefined });
    const tooShort = expect(short).rejects.toMatchObject({
      code: "endpoint-cold",
      details: { retryAfterMs: 178_000 },
    });
    await clock.advance(3000);
    await tooShort;
    expect(seconds).toEqual([0, 1, 2, 2.5]);
    expect(endpoint.waiting).toBe(1);
    endpoint.set({ temperature: "warm" });
    await expect(long).resolves.toBeUndefined();
    expect(endpoint.waiting).toBe(0);
  });

  it("refuses waits beyond its limit, when it is down and when it is closed", async () => {
    const endpoint = new FakeEndpoint({ clock: fakeClock(), maxWaiting: 1 });
    const request = {
      waitMs: 1000,
      caller: "a",
      isKnownCaller: true,
      signal: never,
      onProgress: () => undefined,
    };
    const first = expect(endpoint.untilWarm(request)).rejects.toMatchObject({
      code: "backend-unavailable",
    });
    await expect(endpoint.untilWarm(request)).rejects.toMatchObject({ code: "overloaded" });
    endpoint.set({ temperature: "down" });
    await first;
    endpoint.set({ temperature: "warming" });
    const last = expect(endpoint.untilWarm(request)).rejects.toMatchObject({ code: "aborted" });
    await Promise.resolve();
    endpoint.close();
    await last;
  });
});
