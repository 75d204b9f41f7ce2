import { afterEach, expect, test } from "vitest";
import { HistoryStore, maxEntries } from "./history-store.ts";
import type { HistoryEntry } from "./parse-history-entry.ts";

const stores: HistoryStore[] = [];

function open(name = `test-${stores.length}`): HistoryStore {
  const store = new HistoryStore(name);
  stores.push(store);
  return store;
}

afterEach(async () => {
  for (const store of stores) {
    await store.clear();
    await store.close();
  }
});

function entry(number: number): HistoryEntry {
  const id = `r${number}`;
  const run = {
    id,
    backend: "browser",
    role: "small",
    model: "m",
    reason: "r",
    cached: false,
    queueMs: 0,
    computeMs: 1,
    notice: null,
  } as const;
  return { id, taskId: "t", atMs: number, input: { text: "x" }, output: { label: "y" }, run };
}

test("gives the runs newest first, and again after the page was closed", async () => {
  const store = open();
  await store.add(entry(1));
  await store.add(entry(2));
  await store.close();
  expect((await store.list()).map(({ id }) => id)).toEqual(["r2", "r1"]);
});

test("keeps the newest when there are too many", async () => {
  const store = open();
  for (let number = 0; number < maxEntries + 3; number += 1) await store.add(entry(number));
  const ids = (await store.list()).map(({ id }) => id);
  expect(ids.length).toBe(maxEntries);
  expect(ids.at(-1)).toBe("r3");
});

test("keeps what a person thinks of a run, and nothing of a run that it does not have", async () => {
  const store = open();
  await store.add(entry(1));
  expect(await store.rate("r1", { verdict: "bad", words: "Too long" })).toBe(true);
  expect(await store.rate("r2", { verdict: "good", words: "" })).toBe(false);
  await store.close();
  expect(await store.list()).toEqual([
    { ...entry(1), feedback: { verdict: "bad", words: "Too long" } },
  ]);
});

test("forgets one run or all", async () => {
  const store = open();
  await store.add(entry(1));
  await store.add(entry(2));
  await store.remove("r1");
  expect((await store.list()).map(({ id }) => id)).toEqual(["r2"]);
  await store.clear();
  expect(await store.list()).toEqual([]);
});

test("two pages share one history", async () => {
  await open("shared").add(entry(1));
  expect(await open("shared").list()).toHaveLength(1);
});
