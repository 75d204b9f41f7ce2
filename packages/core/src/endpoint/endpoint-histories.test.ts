import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { invoked } from "../testing/observations.ts";
import {
  acceptsRuns,
  type CopyState,
  type InvocationResult,
  nextEndpointState,
  type Observation,
  unseenEndpoint,
  wakeHoldMs,
} from "./endpoint-state.ts";

const minute = 60_000;
const unseen: Observation = { kind: "unseen" };
const woken: Observation = { kind: "woken" };

const observations: fc.Arbitrary<Observation> = fc.oneof(
  fc
    .constantFrom<InvocationResult>("answered", "cold", "throttled", "failed", "denied")
    .map((result) => invoked(result)),
  fc.constantFrom<Observation>(woken, unseen, { kind: "invoking" }),
  fc
    .record({
      copy: fc.constantFrom<CopyState>("running", "coming", "none", "broken"),
      instances: fc.integer({ min: 0, max: 2 }),
    })
    .map((facts) => ({ kind: "described" as const, ...facts })),
);
const steps = fc.array(fc.tuple(observations, fc.integer({ min: 0, max: 10 * minute })), {
  maxLength: 60,
});

/** Every step of a history: the observation, and the state before and after it. */
function walk(history: readonly (readonly [Observation, number])[]) {
  let atMs = 0;
  let before = unseenEndpoint(0);
  return history.map(([observation, laterMs]) => {
    atMs += laterMs;
    const step = { observation, atMs, before, after: nextEndpointState(before, observation, atMs) };
    before = step.after;
    return step;
  });
}

describe("any history of observations", () => {
  it("makes it warm by an answer or a running copy only", () => {
    fc.assert(
      fc.property(steps, (history) => {
        for (const { observation, before, after } of walk(history)) {
          if (after.temperature !== "warm" || before.temperature === "warm") continue;
          const isAnswer = observation.kind === "invoked" && observation.result === "answered";
          const isCopy = observation.kind === "described" && observation.copy === "running";
          expect(isAnswer || isCopy).toBe(true);
        }
      }),
    );
  });

  it("ends every trouble with an answer, at once", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const last = walk(history).at(-1);
        const atMs = last?.atMs ?? 0;
        const answered = nextEndpointState(
          last?.after ?? unseenEndpoint(0),
          invoked("answered"),
          atMs,
        );
        expect(answered).toMatchObject({ temperature: "warm", trouble: null, failures: 0 });
        expect(acceptsRuns(answered, atMs)).toBe(true);
      }),
    );
  });

  it("has a trouble exactly while it is down, a hold only while it warms, and a time that fits", () => {
    fc.assert(
      fc.property(steps, (history) => {
        for (const { before, after, atMs } of walk(history)) {
          expect(after.trouble !== null).toBe(after.temperature === "down");
          if (after.holdUntilMs !== null) expect(after.temperature).toBe("warming");
          const hasTurned = after.temperature !== before.temperature;
          expect(after.sinceMs).toBe(hasTurned ? atMs : before.sinceMs);
        }
      }),
    );
  });

  it("sends no run to a cold or warming endpoint, and one at a time to one that is down", () => {
    fc.assert(
      fc.property(steps, (history) => {
        for (const { after, atMs } of walk(history)) {
          if (!acceptsRuns(after, atMs)) continue;
          expect(["warm", "down"]).toContain(after.temperature);
          if (after.temperature === "warm") continue;
          const tried = nextEndpointState(after, { kind: "invoking" }, atMs);
          expect(acceptsRuns(tried, atMs)).toBe(false);
        }
      }),
    );
  });

  it("leaves warming some time after the last wake when nothing is seen", () => {
    fc.assert(
      fc.property(steps, (history) => {
        const last = walk(history).at(-1);
        const woke = nextEndpointState(last?.after ?? unseenEndpoint(0), woken, last?.atMs ?? 0);
        const later = nextEndpointState(woke, unseen, (last?.atMs ?? 0) + wakeHoldMs);
        if (woke.holdUntilMs !== null) expect(later.temperature).toBe("cold");
        else expect(later.temperature).toBe(woke.temperature);
      }),
    );
  });
});
