import { describe, expect, it } from "vitest";
import { serviceError, FakeEndpointCalls } from "../testing/fake-endpoint-calls.ts";
import { invoked, lifeOfCopies } from "../testing/observations.ts";
import { comeWarm, waitForWarm, watchEndpoint } from "../testing/watch-endpoint.ts";
import type { EndpointStatus } from "./endpoint-status.ts";

const second = 1000;
const minute = 60 * second;
const { starting, running, asleep } = lifeOfCopies;
const click = { by: "person", isKnownCaller: true } as const;

describe("EndpointMonitor", () => {
  it("says what it sees, and when it has seen nothing yet", async () => {
    const { monitor } = await watchEndpoint();
    expect(monitor.status()).toMatchObject({
      temperature: "cold",
      words: "asleep",
      condition: { code: "asleep", wakeSeconds: 302 },
      staleMinutes: null,
      model: "Mistral-7B-Instruct",
      available: false,
      secondsToWarm: null,
      wakeSeconds: 302,
      wakePolicy: "summarization",
      wake: { allowed: true, wakesLeftToday: 2 },
    });
    const calls = new FakeEndpointCalls();
    calls.description = serviceError("TimeoutError");
    const blind = await watchEndpoint({ calls });
    expect(blind.monitor.status()).toMatchObject({
      words: "not seen yet",
      condition: { code: "unseen" },
    });
    expect(blind.faults).toEqual([
      "The large model's endpoint cannot be looked at (TimeoutError: of the account 123456789012). What is known of it may be out of date.",
    ]);
  });

  it("looks slowly while it sleeps, closely while it wakes, and never by invoking", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    await clock.advance(5 * minute);
    expect(calls.looks).toBe(6);
    calls.description = starting;
    await clock.advance(minute);
    const before = calls.looks;
    await clock.advance(minute);
    expect(calls.looks - before).toBe(20);
    calls.description = running;
    await clock.advance(3 * second);
    expect(monitor.status().words).toBe("awake");
    expect(calls.wakes.length).toBe(0);
  });

  it("wakes once however many ask, and counts down", async () => {
    let wakes = 0;
    const setup = await watchEndpoint({ onWoken: () => (wakes += 1) });
    const { monitor, calls, clock } = setup;
    const answers = Array.from({ length: 100 }, () => monitor.wake(click));
    const statuses = await Promise.all(answers);
    expect(new Set(statuses.map(({ temperature }) => temperature))).toEqual(new Set(["warming"]));
    expect([calls.wakes.length, wakes]).toEqual([1, 1]);
    expect(monitor.status()).toMatchObject({
      words: "waking, about 5 min",
      secondsToWarm: 302,
      wake: { allowed: true, wakesLeftToday: 1 },
    });
    await clock.advance(62 * second);
    expect(monitor.status()).toMatchObject({ words: "waking, about 4 min", secondsToWarm: 240 });
    calls.description = starting;
    await clock.advance(205 * second);
    expect(monitor.status()).toMatchObject({ words: "waking, about 35 s", secondsToWarm: 35 });
    await clock.advance(133 * second);
    expect(monitor.status()).toMatchObject({
      words: "waking, longer than usual",
      secondsToWarm: 40,
    });
    calls.description = running;
    await clock.advance(3 * second);
    expect(monitor.status()).toMatchObject({
      temperature: "warm",
      available: true,
      secondsToWarm: 0,
    });
    expect(calls.wakes.length).toBe(1);
  });

  it("learns how long a wake takes", async () => {
    const setup = await watchEndpoint();
    const { monitor, calls, clock } = setup;
    await monitor.wake(click);
    await comeWarm(setup, 123 * second);
    expect(monitor.status().wakeSeconds).toBe(123);
    calls.description = asleep;
    await clock.advance(minute);
    await monitor.wake(click);
    expect(monitor.status().secondsToWarm).toBe(123);
  });

  it("tells listeners of changes and of the count-down once a second, and of nothing else", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    const told: EndpointStatus[] = [];
    monitor.subscribe((status) => told.push(status));
    await clock.advance(10 * minute);
    expect(told).toEqual([]);
    calls.description = starting;
    await monitor.wake(click);
    const countDown = told.length;
    await clock.advance(10 * second);
    expect(told.length - countDown).toBe(10);
    calls.description = running;
    await clock.advance(3 * second);
    expect(told.at(-1)).toMatchObject({ words: "awake", cost: { hourlyUsd: 1.515 } });
    const awake = told.length;
    for (let run = 0; run < 50; run += 1) monitor.observe(invoked("answered"));
    await clock.advance(5 * minute);
    expect(told.length).toBe(awake);
  });

  it("goes on when a listener fails, and forgets one that left", async () => {
    const { monitor, faults } = await watchEndpoint();
    const told: string[] = [];
    const stop = monitor.subscribe(() => {
      throw new Error("the stream is closed");
    });
    monitor.subscribe(({ words }) => told.push(words));
    monitor.observe(invoked("answered"));
    expect(told).toEqual(["awake"]);
    expect(faults).toEqual(["A listener to the large model's state failed."]);
    stop();
    monitor.observe(invoked("throttled"));
    expect(told).toEqual(["awake", "awake, but busy"]);
    expect(faults).toHaveLength(1);
  });

  it("is ready again by itself after throttling, and offers a trial after failures", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    calls.description = running;
    await clock.advance(minute);
    const told: string[] = [];
    monitor.subscribe(({ words, available }) => told.push(`${words}: ${available ? "yes" : "no"}`));
    monitor.observe(invoked("throttled"));
    await clock.advance(5 * second);
    expect(told).toEqual(["awake, but busy: no", "awake: yes"]);
    for (const result of ["failed", "failed", "failed"] as const) monitor.observe(invoked(result));
    await clock.advance(minute);
    expect(told.slice(2)).toEqual(["unavailable: it fails: no", "unavailable: it fails: yes"]);
    monitor.observe({ kind: "invoking" });
    expect(told.at(-1)).toBe("unavailable: it fails: no");
    monitor.observe(invoked("answered"));
    expect(told.at(-1)).toBe("awake: yes");
  });

  it("looks closely after an invocation that found no copy, and sees the copy that it called", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    calls.description = running;
    await clock.advance(minute);
    calls.description = asleep;
    monitor.observe(invoked("cold"));
    expect(monitor.status().words).toBe("asleep");
    await clock.advance(60 * second);
    calls.description = starting;
    await clock.advance(3 * second);
    expect(monitor.status()).toMatchObject({ temperature: "warming", secondsToWarm: 239 });
    expect(calls.wakes.length).toBe(0);
  });

  it("meters what was seen", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    await clock.advance(30 * minute);
    calls.description = running;
    // Seen at the next look, a minute later.
    await clock.advance(31 * minute);
    const { cost } = monitor.status();
    expect(cost).toMatchObject({ since: "2026-11-21T08:00:00.000Z", watchedSeconds: 3660 });
    expect(cost.awakeSeconds).toBe(1800);
    expect(cost.estimatedUsd).toBeCloseTo(1.515 / 2, 3);
    expect(cost.alwaysOnUsd).toBeCloseTo((1.515 * 61) / 60, 3);
  });

  it("goes on without the right to look: invocations tell, and the log is told once", async () => {
    const setup = await watchEndpoint();
    const { monitor, calls, clock, faults } = setup;
    calls.description = serviceError("AccessDeniedException", "User is not authorized");
    calls.advice = "Allow it.";
    await clock.advance(5 * minute);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/AccessDeniedException: User is not authorized\)\. Allow it\.$/u);
    await monitor.wake(click);
    await clock.advance(119 * second);
    expect(calls.wakes.length).toBe(1);
    await clock.advance(3 * minute);
    expect(calls.wakes.length).toBe(3);
    expect(monitor.status().temperature).toBe("warming");
    calls.outcome = { isSent: false, result: "answered" };
    await clock.advance(2 * minute);
    expect(monitor.status()).toMatchObject({ temperature: "warm", available: true });
    monitor.observe(invoked("cold"));
    expect(monitor.status().temperature).toBe("cold");
    await clock.advance(10 * minute);
    expect(monitor.status()).toMatchObject({
      words: "asleep (last seen 10 min ago)",
      condition: { code: "asleep" },
      staleMinutes: 10,
    });
    expect(faults).toHaveLength(1);
  });

  it("ends with its watch and its waits, and keeps no timer", async () => {
    const { monitor, calls, clock } = await watchEndpoint();
    const { done } = waitForWarm(monitor, { waitMs: minute });
    const ended = expect(done).rejects.toMatchObject({ code: "aborted" });
    await clock.advance(second);
    monitor.close();
    await ended;
    const { looks } = calls;
    monitor.observe(invoked("answered"));
    await clock.advance(10 * minute);
    expect(calls.looks).toBe(looks);
    expect(calls.signal?.aborted).toBe(true);
    expect(monitor.status().temperature).toBe("warming");
  });
});
