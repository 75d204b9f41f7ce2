import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FairQueue } from "./fair-queue.ts";

function drain<Item>(queue: FairQueue<Item>): Item[] {
  const taken: Item[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) taken.push(item);
  return taken;
}

describe("FairQueue", () => {
  it("gives one item of each caller in turn", () => {
    const queue = new FairQueue<string>();
    for (const item of ["a1", "a2", "a3"]) queue.add("a", item);
    queue.add("b", "b1");
    expect(drain(queue)).toEqual(["a1", "b1", "a2", "a3"]);
  });

  it("passes over those who are not ready, who keep their place", () => {
    const queue = new FairQueue<string>();
    for (const item of ["a1", "a2"]) queue.add("a", item);
    queue.add("b", "b1");
    expect(queue.take((item) => item === "b1")).toBe("b1");
    expect(queue.take(() => false)).toBeUndefined();
    expect(queue.take((item) => item === "a2")).toBe("a2");
    expect(drain(queue)).toEqual(["a1"]);
    expect(queue.size).toBe(0);
  });

  it("lists its items in the order in which it gives them", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 })), (callers) => {
        const queue = new FairQueue<number>();
        callers.forEach((caller, index) => {
          queue.add(String(caller), index);
        });
        const listed = [...queue.inOrder()];
        expect(drain(queue)).toEqual(listed);
        expect(queue.size).toBe(0);
      }),
    );
  });

  it("forgets an item that left the line", () => {
    const queue = new FairQueue<string>();
    queue.add("a", "a1");
    queue.add("a", "a2");
    expect(queue.remove("a", "a1")).toBe(true);
    expect(queue.remove("a", "a1")).toBe(false);
    expect([queue.size, queue.sizeOf("a"), drain(queue)]).toEqual([1, 1, ["a2"]]);
  });
});
