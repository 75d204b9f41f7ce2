import { describe, expect, it } from "vitest";
import { description, invoked, lifeOfCopies } from "../testing/observations.ts";
import {
  acceptsRuns,
  type Description,
  type EndpointState,
  type InvocationResult,
  isTrialDue,
  nextEndpointState,
  type Observation,
  unseenEndpoint,
  wakeHoldMs,
} from "./endpoint-state.ts";

const second = 1000;
const minute = 60 * second;

function described(facts: Partial<Description> = {}): Observation {
  return { kind: "described", ...description(facts) };
}

const asleep = described();
const starting = described(lifeOfCopies.starting);
const running = described(lifeOfCopies.running);
const broken = described({ copy: "broken" });
const unseen: Observation = { kind: "unseen" };
const woken: Observation = { kind: "woken" };

/** The state after observations, each with its time. */
function after(...seen: readonly (readonly [Observation, number])[]): EndpointState {
  return seen.reduce(
    (state, [observation, atMs]) => nextEndpointState(state, observation, atMs),
    unseenEndpoint(0),
  );
}

/** Three failures in a row within three milliseconds. */
function failing(atMs: number, result: InvocationResult = "failed") {
  return [0, 1, 2].map((ms) => [invoked(result), atMs + ms] as const);
}

describe("the state of the endpoint", () => {
  it("is cold and takes no runs before anything was seen", () => {
    const state = unseenEndpoint(5);
    expect(state).toMatchObject({ temperature: "cold", sinceMs: 5, seenAtMs: null });
    expect(acceptsRuns(state, 5)).toBe(false);
  });

  it.each([
    ["no copy", asleep, "cold"],
    ["a copy on its way", starting, "warming"],
    ["a running copy", running, "warm"],
    ["what cannot run", broken, "down"],
  ] as const)("takes %s for what it is", (_name, observation, temperature) => {
    expect(after([observation, 1])).toMatchObject({ temperature, seenAtMs: 1 });
  });

  it("goes from cold through a wake to warm and back to cold", () => {
    const temperatures = [
      [asleep, 0],
      [woken, second],
      [asleep, 30 * second],
      [starting, 100 * second],
      [running, 300 * second],
      [asleep, 20 * minute],
    ] as const;
    const path = temperatures.map((_, index) => after(...temperatures.slice(0, index + 1)));
    expect(path.map(({ temperature, sinceMs }) => [temperature, sinceMs / second])).toEqual([
      ["cold", 0],
      ["warming", 1],
      ["warming", 1],
      ["warming", 1],
      ["warm", 300],
      ["cold", 1200],
    ]);
    expect(path[3]?.calledAtMs).toBe(second);
  });

  it("gives a wake up that shows no wanted copy in its time", () => {
    const woke = [woken, 0] as const;
    expect(after(woke, [asleep, wakeHoldMs - 1]).temperature).toBe("warming");
    expect(after(woke, [asleep, wakeHoldMs]).temperature).toBe("cold");
    expect(after(woke, [unseen, wakeHoldMs]).temperature).toBe("cold");
    expect(after(woke, [woken, minute], [asleep, wakeHoldMs]).temperature).toBe("warming");
    expect(after(woke, [starting, minute], [unseen, wakeHoldMs]).temperature).toBe("warming");
    expect(after(woke, [starting, minute], [asleep, 2 * minute]).temperature).toBe("cold");
  });

  it("turns cold when an invocation finds no copy, and does not believe an old description", () => {
    const surprised = [
      [running, 0],
      [invoked("cold"), minute],
    ] as const;
    expect(after(...surprised)).toMatchObject({ temperature: "cold", calledAtMs: minute });
    expect(after(...surprised, [running, minute + 14 * second]).temperature).toBe("cold");
    expect(after(...surprised, [running, minute + 15 * second]).temperature).toBe("warm");
    const newCopy = [
      [starting, minute + second],
      [running, minute + 2 * second],
    ] as const;
    expect(after(...surprised, ...newCopy).temperature).toBe("warm");
  });

  it("doubts longer each time that invocations and descriptions disagree, until one is answered", () => {
    const twice = [
      [running, 0],
      [invoked("cold"), second],
      [running, 20 * second],
      [invoked("cold"), 21 * second],
    ] as const;
    expect(after(...twice, [running, 50 * second]).temperature).toBe("cold");
    expect(after(...twice, [running, 51 * second]).temperature).toBe("warm");
    expect(after(...twice, [invoked("answered"), 22 * second]).doubt.times).toBe(0);
  });

  it("stays warming while calls from before the wake come back cold", () => {
    expect(after([woken, 0], [invoked("cold"), second])).toMatchObject({
      temperature: "warming",
      sinceMs: 0,
    });
  });

  it("counts a wake from the call that found no copy", () => {
    const surprise = [
      [running, 0],
      [invoked("cold"), minute],
    ] as const;
    expect(after(...surprise, [starting, 2 * minute])).toMatchObject({
      temperature: "warming",
      sinceMs: 2 * minute,
      calledAtMs: minute,
    });
    const longAgo = after(...surprise, [asleep, 10 * minute], [starting, 11 * minute]);
    expect(longAgo.calledAtMs).toBeNull();
  });

  it("backs off when throttled, once for a burst, longer each time, and stays warm", () => {
    const burst = after([running, 0], [invoked("throttled"), 10], [invoked("throttled"), 20]);
    expect(burst.temperature).toBe("warm");
    expect(acceptsRuns(burst, 2009)).toBe(false);
    expect(acceptsRuns(burst, 2010)).toBe(true);
    const again = nextEndpointState(burst, invoked("throttled"), 2010);
    expect(acceptsRuns(again, 6009)).toBe(false);
    expect(acceptsRuns(again, 6010)).toBe(true);
    const answered = nextEndpointState(again, invoked("answered"), 2020);
    expect(acceptsRuns(answered, 2020)).toBe(true);
    expect(after([invoked("throttled"), 0]).temperature).toBe("cold");
  });

  it("goes down after three failures in a row, and not after two and an answer", () => {
    const two = [
      [running, 0],
      [invoked("failed"), 1],
      [invoked("denied"), 2],
    ] as const;
    expect(after(...two).temperature).toBe("warm");
    expect(after(...two, [invoked("failed"), 3])).toMatchObject({
      temperature: "down",
      trouble: "failing",
    });
    expect(after(...two, [invoked("answered"), 3], [invoked("failed"), 4]).temperature).toBe(
      "warm",
    );
  });

  it("takes one trial after the rest, and rests twice as long when that fails", () => {
    const down = after([running, 0], ...failing(10));
    expect(acceptsRuns(down, 30_011)).toBe(false);
    expect(acceptsRuns(down, 30_012)).toBe(true);
    const tried = nextEndpointState(down, { kind: "invoking" }, 30_012);
    expect(acceptsRuns(tried, 30_013)).toBe(false);
    const failed = nextEndpointState(tried, invoked("failed"), 31_000);
    expect(failed).toMatchObject({ temperature: "down", rest: { times: 2, untilMs: 91_000 } });
    const retried = nextEndpointState(failed, { kind: "invoking" }, 91_000);
    expect(nextEndpointState(retried, invoked("answered"), 92_000)).toMatchObject({
      temperature: "warm",
      trouble: null,
      failures: 0,
      rest: { times: 0 },
    });
  });

  it("gives a trial that nothing was heard of away again, and results of older calls lengthen no rest", () => {
    const down = after([running, 0], ...failing(0));
    const late = nextEndpointState(down, invoked("failed"), 20_000);
    expect(late.rest).toEqual(down.rest);
    const tried = nextEndpointState(down, { kind: "invoking" }, 40_000);
    expect(isTrialDue(tried, 159_999)).toBe(false);
    expect(isTrialDue(tried, 160_000)).toBe(true);
  });

  it("stays down while descriptions call a failing copy in service, and is well with a new copy", () => {
    const down = [[running, 0], ...failing(1)] as const;
    expect(after(...down, [running, minute]).temperature).toBe("down");
    const anew = after(...down, [asleep, minute], [running, 2 * minute]);
    expect(anew).toMatchObject({ temperature: "warm", trouble: null, failures: 0 });
    expect(anew.rest.times).toBe(1);
  });

  it("stays down without rights, whatever the copies do, until an invocation gets through", () => {
    const denied = [[running, 0], ...failing(1, "denied")] as const;
    expect(after(...denied, [asleep, minute])).toMatchObject({
      temperature: "down",
      trouble: "denied",
    });
    expect(after(...denied, [invoked("cold"), minute]).temperature).toBe("cold");
    expect(after(...denied, [invoked("answered"), minute]).temperature).toBe("warm");
  });

  it("takes no trial of what its provider calls broken, and follows its recovery", () => {
    const down = after([broken, 0]);
    expect(acceptsRuns(down, 3_600_000)).toBe(false);
    expect(nextEndpointState(down, invoked("cold"), second).temperature).toBe("down");
    expect(nextEndpointState(down, running, second)).toMatchObject({
      temperature: "warm",
      trouble: null,
    });
  });

  it("keeps what it knew while it cannot be described", () => {
    const state = after([running, 0], [unseen, minute]);
    expect(state).toMatchObject({ temperature: "warm", isBlind: true, seenAtMs: 0 });
    expect(nextEndpointState(state, running, 2 * minute)).toMatchObject({
      isBlind: false,
      seenAtMs: 2 * minute,
    });
  });
});
