import { describe, expect, it } from "vitest";
import { RunningCalls } from "./running-calls.ts";

describe("the calls that can be cancelled", () => {
  it("are found by session and request, a number and a text being two requests", () => {
    const calls = new RunningCalls();
    const cancelled: string[] = [];
    for (const sessionId of ["a", "b"]) {
      for (const requestId of [1, "1"]) {
        calls.add({ sessionId, requestId }, () =>
          cancelled.push(`${sessionId} ${typeof requestId}`),
        );
      }
    }
    expect(calls.cancel({ sessionId: "b", requestId: "1" })).toBe(true);
    expect(calls.cancel({ sessionId: "c", requestId: 1 })).toBe(false);
    expect(cancelled).toEqual(["b string"]);
  });

  it("leave nothing behind when they end", () => {
    const calls = new RunningCalls();
    const place = { sessionId: "a", requestId: 1 };
    const forgetFirst = calls.add(place, () => undefined);
    const forgetSecond = calls.add(place, () => undefined);
    forgetFirst();
    expect(calls.cancel(place)).toBe(true);
    forgetSecond();
    expect(calls.size).toBe(0);
  });

  it("are never found without a session, where any client's number would do", () => {
    const calls = new RunningCalls();
    const place = { sessionId: null, requestId: 1 };
    calls.add(place, () => undefined);
    expect([calls.size, calls.cancel(place)]).toEqual([0, false]);
  });
});
