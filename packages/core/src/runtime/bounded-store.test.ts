import { describe, expect, it } from "vitest";
import { fakeClock } from "../testing/fake-clock.ts";
import { BoundedStore } from "./bounded-store.ts";

function setUp(maxBytes: number) {
  const clock = fakeClock();
  const store = new BoundedStore<string>({ clock, maxBytes, keepMs: 1000 });
  const put = (key: string, bytes = 0, owner = "a") => {
    store.set(key, key.toUpperCase(), { bytes, owner });
  };
  return { clock, store, put };
}

describe("BoundedStore", () => {
  it("drops the oldest beyond its bytes and the old after their time", async () => {
    const { clock, store, put } = setUp(20_000);
    put("a", 12_000);
    put("b", 12_000);
    expect([store.get("a"), store.get("b")]).toEqual([undefined, "B"]);
    await clock.advance(1000);
    expect([store.get("b"), store.bytes]).toEqual([undefined, 0]);
  });

  it("counts what an empty value costs", () => {
    const { store, put } = setUp(10_240);
    for (let count = 0; count < 100; count += 1) put(`key ${count}`);
    expect(store.bytes).toBe(10_240);
    expect([store.get("key 89"), store.get("key 90")]).toEqual([undefined, "KEY 90"]);
  });

  it("takes from the owner who keeps most", () => {
    const { store, put } = setUp(10_240);
    put("mine", 0, "me");
    for (let count = 0; count < 100; count += 1) put(`key ${count}`, 0, "another");
    expect([store.get("mine"), store.get("key 99")]).toEqual(["MINE", "KEY 99"]);
  });

  it("replaces a value without counting it twice", () => {
    const { store, put } = setUp(10_240);
    put("a", 1000);
    put("a", 2000, "b");
    expect(store.bytes).toBe(3024);
  });
});
