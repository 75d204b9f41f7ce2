import { describe, expect, it, vi } from "vitest";
import { fakeClock } from "../testing/fake-clock.ts";
import { systemClock } from "./system-clock.ts";
import { firstOf, inTime, onAbort, orAbort, untilAborted, withAnySignal } from "./abort.ts";

const aborted: unknown = expect.objectContaining({ code: "aborted" });

/** A signal with a count of those who listen to it. */
function watched() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  vi.spyOn(signal, "addEventListener").mockImplementation((...call: Parameters<typeof add>) => {
    listeners += 1;
    add(...call);
  });
  vi.spyOn(signal, "removeEventListener").mockImplementation(
    (...call: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...call);
    },
  );
  return { controller, signal, listeners: () => listeners };
}

function never<Value>(): Promise<Value> {
  return new Promise(() => undefined);
}

describe("onAbort", () => {
  it("acts once, and not at all after it was let go of", () => {
    const { controller, signal, listeners } = watched();
    const [kept, left] = [vi.fn(), vi.fn()];
    onAbort(signal, kept);
    onAbort(signal, left)();
    expect(listeners()).toBe(1);
    controller.abort();
    expect(kept).toHaveBeenCalledTimes(1);
    expect(left).not.toHaveBeenCalled();
  });

  it("acts at once for a signal that has fired, which fires no more", () => {
    const act = vi.fn();
    onAbort(AbortSignal.abort(), act)();
    expect(act).toHaveBeenCalledTimes(1);
  });
});

describe("untilAborted", () => {
  it("resolves when the signal fires, or has fired", async () => {
    const controller = new AbortController();
    const wait = untilAborted(controller.signal);
    controller.abort();
    await expect(Promise.all([wait, untilAborted(controller.signal)])).resolves.toHaveLength(2);
  });
});

describe("orAbort", () => {
  it("gives the value or the error, and lets go of the signal", async () => {
    const { signal, listeners } = watched();
    expect(await orAbort(Promise.resolve(7), signal)).toBe(7);
    await expect(orAbort(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
    expect(listeners()).toBe(0);
  });

  it("ends as aborted when the signal fires or has fired, whatever the promise does later", async () => {
    const { controller, signal } = watched();
    const late = Promise.withResolvers<number>();
    const wait = orAbort(late.promise, signal);
    controller.abort();
    late.reject(new Error("too late"));
    await expect(wait).rejects.toEqual(aborted);
    await expect(orAbort(Promise.resolve(7), signal)).rejects.toEqual(aborted);
  });
});

describe("firstOf", () => {
  it("gives the first outcome and ends the others, whose errors nobody hears", async () => {
    const { signal, listeners } = watched();
    const clock = fakeClock();
    let end = new AbortController().signal;
    const first = await firstOf((over) => {
      end = over;
      return [clock.wait(1000, over).then(() => "slow"), Promise.resolve("fast")];
    }, signal);
    expect(first).toBe("fast");
    expect(end.aborted).toBe(true);
    expect(listeners()).toBe(0);
  });

  it("makes no error to end the others with: each race ends with the same one, and so do waits of the system's clock", async () => {
    const errors: unknown[] = [];
    for (const value of ["first", "second"]) {
      await firstOf((over) => {
        const wait = systemClock.wait(3_600_000, over).then(() => "late");
        wait.catch((error: unknown) => errors.push(error));
        return [wait, Promise.resolve(value)];
      });
    }
    await vi.waitFor(() => {
      expect(errors).toHaveLength(2);
    });
    expect(errors[0]).toMatchObject({ code: "aborted" });
    expect(errors[1]).toBe(errors[0]);
  });

  it("fails with the first that fails", async () => {
    const failing = firstOf(() => [never(), Promise.reject(new Error("broken"))]);
    await expect(failing).rejects.toThrow("broken");
  });

  it("ends as aborted with its signal, even when nothing that was started takes notice", async () => {
    const { controller, signal, listeners } = watched();
    let end = new AbortController().signal;
    const wait = firstOf((over) => {
      end = over;
      return [never()];
    }, signal);
    controller.abort();
    await expect(wait).rejects.toEqual(aborted);
    expect(end.aborted).toBe(true);
    expect(listeners()).toBeLessThanOrEqual(2);
  });
});

describe("inTime", () => {
  it("gives a value that comes in time, and stops the clock", async () => {
    const clock = fakeClock();
    const limit = { clock, ms: 1000, late: () => "late" };
    expect(await inTime(Promise.resolve("value"), limit)).toBe("value");
  });

  it("says what it was told to when the value is late, or throws it", async () => {
    const clock = fakeClock();
    const late = inTime(never(), { clock, ms: 1000, late: () => "late" });
    const refused = inTime(never(), {
      clock,
      ms: 1000,
      late: () => {
        throw new Error("too late");
      },
    });
    const failed = expect(refused).rejects.toThrow("too late");
    await clock.advance(1000);
    expect(await late).toBe("late");
    await failed;
  });
});

describe("withAnySignal", () => {
  it("fires with any of its signals, and lets go of them all", async () => {
    const [first, second] = [watched(), watched()];
    await withAnySignal([first.signal, second.signal], async (signal) => {
      expect(signal.aborted).toBe(false);
      second.controller.abort();
      expect(signal.aborted).toBe(true);
    });
    expect(first.listeners()).toBe(0);
    await withAnySignal([first.signal, second.signal], async (signal) => {
      expect(signal.aborted).toBe(true);
    });
  });
});
