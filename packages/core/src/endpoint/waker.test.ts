import { describe, expect, it } from "vitest";
import { serviceError } from "../testing/fake-endpoint-calls.ts";
import { lifeOfCopies } from "../testing/observations.ts";
import { comeWarm, watchEndpoint } from "../testing/watch-endpoint.ts";

const second = 1000;
const minute = 60 * second;
const { starting, running, asleep } = lifeOfCopies;
const click = { by: "person", isKnownCaller: true } as const;

describe("waking", () => {
  it("does nothing while the endpoint is warm or warming, whoever asks", async () => {
    const { monitor, calls, clock } = await watchEndpoint({ wakePolicy: "never" });
    calls.description = starting;
    await clock.advance(minute);
    await expect(monitor.wake(click)).resolves.toMatchObject({ temperature: "warming" });
    calls.description = running;
    await clock.advance(3 * second);
    await expect(monitor.wake(click)).resolves.toMatchObject({ temperature: "warm" });
    expect(calls.wakes.length).toBe(0);
  });

  it("follows the policy and the caller's rights", async () => {
    const { monitor, calls } = await watchEndpoint({ mayAnonymousWake: false });
    const sentiment = {
      by: { taskId: "sentiment-analysis", wakesLargeModel: false },
      isKnownCaller: true,
    };
    await expect(monitor.wake(sentiment)).rejects.toMatchObject({ code: "wake-refused" });
    const anonymous = { by: "person", isKnownCaller: false } as const;
    await expect(monitor.wake(anonymous)).rejects.toMatchObject({ code: "wake-refused" });
    expect(calls.wakes.length).toBe(0);
    const summary = { by: { taskId: "summarization", wakesLargeModel: true }, isKnownCaller: true };
    await expect(monitor.wake(summary)).resolves.toMatchObject({ temperature: "warming" });
    expect(calls.wakes.length).toBe(1);
  });

  it("looks before it calls, so that a wake by somebody else is not called again nor counted", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    calls.description = starting;
    await clock.advance(second);
    expect(monitor.status().temperature).toBe("cold");
    await expect(monitor.wake(click)).resolves.toMatchObject({
      temperature: "warming",
      wake: { wakesLeftToday: 2 },
    });
    expect(calls.wakes.length).toBe(0);
  });

  it("takes an answer to its call for what it is, and counts no wake", async () => {
    const { monitor, calls } = await watchEndpoint();
    calls.outcome = { isSent: false, result: "answered" };
    await expect(monitor.wake(click)).resolves.toMatchObject({
      temperature: "warm",
      wake: { wakesLeftToday: 2 },
    });
  });

  it("spends the day's budget and refuses more until midnight UTC", async () => {
    const setup = await watchEndpoint();
    const { monitor, calls, clock } = setup;
    for (let wake = 0; wake < 2; wake += 1) {
      await monitor.wake(click);
      await comeWarm(setup);
      calls.description = asleep;
      await clock.advance(55 * minute);
    }
    expect(monitor.status().wake).toMatchObject({ allowed: false, wakesLeftToday: 0 });
    await expect(monitor.wake(click)).rejects.toMatchObject({
      code: "wake-budget-spent",
      details: { retryAfterMs: 14 * 60 * minute, limit: 2 },
    });
    expect(calls.wakes.length).toBe(2);
    await clock.advance(14 * 60 * minute);
    expect(monitor.status().wake).toEqual({ allowed: true, wakesLeftToday: 2 });
    await expect(monitor.wake(click)).resolves.toMatchObject({ temperature: "warming" });
  });

  it("calls again when no copy is wanted in time, and says when that was in vain", async () => {
    const { monitor, calls, clock, faults } = await watchEndpoint();
    await monitor.wake(click);
    await clock.advance(119 * second);
    expect(calls.wakes.length).toBe(1);
    await clock.advance(second);
    expect(calls.wakes.length).toBe(2);
    await clock.advance(5 * minute);
    expect(calls.wakes.length).toBe(3);
    expect(monitor.status()).toMatchObject({ temperature: "cold", wake: { wakesLeftToday: 1 } });
    expect(faults).toEqual([
      "The large model was woken and no copy of it came: look at what should start one, such as an alarm and a scaling policy.",
    ]);
  });

  it("calls no more once a copy is wanted", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    await monitor.wake(click);
    calls.description = starting;
    await clock.advance(20 * minute);
    expect(calls.wakes.length).toBe(1);
    expect(monitor.status()).toMatchObject({
      words: "waking, longer than usual",
      condition: { code: "waking", isLate: true },
    });
  });

  it.each([
    ["throttled", "takes no more calls"],
    ["failed", "the call failed"],
    ["denied", "may not call it"],
    ["cold", "no call of this server starts a copy"],
    [null, "the call that starts a copy failed"],
  ] as const)("says so when its call is %s, and counts no wake", async (result, words) => {
    const { monitor, calls, faults } = await watchEndpoint();
    calls.outcome = { isSent: false, result, error: serviceError("SomeException") };
    const refused = await monitor.wake(click).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "backend-unavailable", retryable: true });
    expect(String(refused)).toContain(words);
    expect(String(refused)).not.toMatch(/123456789012|SomeException/u);
    expect(faults).toHaveLength(1);
    expect(monitor.status()).toMatchObject({ temperature: "cold", wake: { wakesLeftToday: 2 } });
  });

  it("rests after a call that failed, longer each time, however many ask", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    calls.outcome = { isSent: false, result: "throttled" };
    const ask = () => monitor.wake(click).catch((error: unknown) => error);
    for (let runs = 0; runs < 20; runs += 1) await ask();
    expect(calls.wakes.length).toBe(1);
    await clock.advance(5 * second);
    await expect(ask()).resolves.toMatchObject({ details: { retryAfterMs: 10 * second } });
    expect(calls.wakes.length).toBe(2);
    await clock.advance(10 * second);
    calls.outcome = null;
    await expect(ask()).resolves.toMatchObject({ temperature: "warming" });
  });

  it("looks once a second at most, however many ask", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    calls.description = running;
    for (const result of ["failed", "failed", "failed"] as const) {
      monitor.observe({ kind: "invoked", result });
    }
    for (let runs = 0; runs < 20; runs += 1) {
      await expect(monitor.wake(click)).rejects.toMatchObject({ code: "backend-unavailable" });
      await clock.advance(50);
    }
    expect(calls.looks).toBe(1);
    await expect(monitor.wake(click)).rejects.toMatchObject({ code: "backend-unavailable" });
    expect(calls.looks).toBe(2);
  });

  it("does not call what is down, and says how long it rests", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    for (const result of ["failed", "failed", "failed"] as const) {
      monitor.observe({ kind: "invoked", result });
    }
    calls.description = running;
    await clock.advance(10 * second);
    await expect(monitor.wake(click)).rejects.toMatchObject({
      code: "backend-unavailable",
      details: { retryAfterMs: 20 * second },
    });
    expect(calls.wakes.length).toBe(0);
  });

  it("tells its provider whether it sees the endpoint", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    await monitor.wake(click);
    expect(monitor.status().temperature).toBe("warming");
    calls.description = serviceError("AccessDeniedException");
    await clock.advance(150 * second);
    expect(calls.wakes).toEqual([{ isBlind: false }, { isBlind: true }]);
  });

  it("wakes by a call that shows nothing of the endpoint", async () => {
    const { monitor, calls } = await watchEndpoint();
    calls.outcome = { isSent: true, result: null };
    await expect(monitor.wake(click)).resolves.toMatchObject({
      temperature: "warming",
      wake: { wakesLeftToday: 1 },
    });
  });
});
