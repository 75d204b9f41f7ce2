import { describe, expect, it } from "vitest";
import { RunningCalls } from "./running-calls.ts";

describe("the calls that can be cancelled", () => {
  it("are found by session and request, a number and a text being two requests", () => {
    const calls = new RunningCalls();
    const cancelled: string[] = [];
    for (const sessionId of ["a", "b"]) {
      for (const requestId of [1, "1"]) {
        calls.add({ owner: null, sessionId, requestId }, () =>
          cancelled.push(`${sessionId} ${typeof requestId}`),
        );
      }
    }
    expect(calls.cancel({ owner: null, sessionId: "b", requestId: "1" })).toBe(true);
    expect(calls.cancel({ owner: null, sessionId: "c", requestId: 1 })).toBe(false);
    expect(cancelled).toEqual(["b string"]);
  });

  it("are nobody's to cancel who has not the key that they came with", () => {
    const calls = new RunningCalls();
    const place = { owner: "key 1", sessionId: "a", requestId: 1 };
    calls.add(place, () => undefined);
    for (const owner of [null, "key 2"]) expect(calls.cancel({ ...place, owner })).toBe(false);
    expect(calls.cancel(place)).toBe(true);
  });

  it("leave nothing behind when they end", () => {
    const calls = new RunningCalls();
    const place = { owner: null, sessionId: "a", requestId: 1 };
    const forgetFirst = calls.add(place, () => undefined);
    const forgetSecond = calls.add(place, () => undefined);
    forgetFirst();
    expect(calls.cancel(place)).toBe(true);
    forgetSecond();
    expect(calls.size).toBe(0);
  });

  it("are never found without a session, where any client's number would do", () => {
    const calls = new RunningCalls();
    const place = { owner: null, sessionId: null, requestId: 1 };
    calls.add(place, () => undefined);
    expect([calls.size, calls.cancel(place)]).toEqual([0, false]);
  });
});
