import { describe, expect, it } from "vitest";
import { WorkerPool } from "./worker-pool.ts";

const never = new AbortController().signal;

describe("WorkerPool", () => {
  it("keeps its first worker for short runs, and gives the others two long ones each", () => {
    const pool = new WorkerPool(["a", "b", "c"]);
    expect([pool.shortPlaces, pool.longPlaces]).toEqual([6, 4]);
    const lent = [1, 2, 3, 4].map(() => pool.lend(true)?.worker);
    expect(lent.toSorted()).toEqual(["b", "b", "c", "c"]);
    expect(pool.lend(true)).toBeNull();
    expect(pool.shortPlaces).toBe(2);
    expect([1, 2].map(() => pool.lend(false)?.worker)).toEqual(["a", "a"]);
    expect(pool.lend(false)).toBeNull();
  });

  it("has its only worker do both", () => {
    const pool = new WorkerPool(["a"]);
    expect([pool.shortPlaces, pool.longPlaces]).toEqual([2, 2]);
    expect([pool.lend(true)?.worker, pool.lend(false)?.worker]).toEqual(["a", "a"]);
  });

  it("gives short runs the idle worker that was used last, then a busy one, and none that has a long one", () => {
    const pool = new WorkerPool(["a", "b", "c"]);
    const first = pool.lend(false);
    first?.giveBack();
    expect(pool.lend(false)?.worker).toBe(first?.worker);
    const long = pool.lend(true);
    const others = [1, 2, 3].map(() => pool.lend(false)?.worker);
    expect(others).not.toContain(long?.worker);
    expect(pool.lend(false)).toBeNull();
  });

  it("gives a worker that comes back to those who wait for it, first come first, and not to who left", async () => {
    const pool = new WorkerPool(["a"], 1);
    const loan = pool.lend(false);
    const leaving = new AbortController();
    const gone = pool.lendNext(false, leaving.signal);
    const next = pool.lendNext(false, never);
    leaving.abort();
    expect(await gone).toBeNull();
    loan?.giveBack();
    expect((await next)?.worker).toBe("a");
    expect(pool.lend(false)).toBeNull();
  });
});
