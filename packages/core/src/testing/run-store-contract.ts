import { describe, expect, it } from "vitest";
import { InferenceError } from "../contract/inference-error.ts";
import type { RunEvent } from "../contract/run-event.ts";
import type { RunStore, StoredEvent } from "../runs/run-store.ts";

const delta = (text: string): RunEvent => ({ type: "text-delta", text });
const failed = (runId: string): RunEvent => ({
  type: "run-error",
  error: { code: "backend-failed", message: "It failed.", retryable: false },
  runId,
});
const never = new AbortController().signal;

async function collect(events: AsyncIterable<StoredEvent>): Promise<StoredEvent[]> {
  const collected: StoredEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

/** What a RunStore promises; `afterKeepTime` lets the time pass for which ended runs are kept. */
export function testRunStoreContract(
  name: string,
  makeStore: () => Promise<{ store: RunStore; afterKeepTime: () => Promise<void> }>,
): void {
  describe(`${name} keeps the RunStore contract`, () => {
    it("gives a late subscriber every event in order, numbered from 1", async () => {
      const { store } = await makeStore();
      await store.create({ runId: "r", taskId: "t" });
      await store.append("r", delta("a"));
      await store.append("r", delta("b"));
      await store.append("r", failed("r"));
      expect(await collect(store.read("r", 0, never))).toEqual([
        { number: 1, event: delta("a") },
        { number: 2, event: delta("b") },
        { number: 3, event: failed("r") },
      ]);
    });

    it("gives a subscriber who comes back only what it has not seen", async () => {
      const { store } = await makeStore();
      await store.create({ runId: "r", taskId: "t" });
      await store.append("r", delta("a"));
      await store.append("r", delta("b"));
      await store.append("r", failed("r"));
      const numbers = (await collect(store.read("r", 2, never))).map(({ number }) => number);
      expect(numbers).toEqual([3]);
    });

    it("gives two live subscribers the same events as they come", async () => {
      const { store } = await makeStore();
      await store.create({ runId: "r", taskId: "t" });
      const both = Promise.all([
        collect(store.read("r", 0, never)),
        collect(store.read("r", 0, never)),
      ]);
      await store.append("r", delta("a"));
      await store.append("r", failed("r"));
      const [first, second] = await both;
      expect(first.map(({ number }) => number)).toEqual([1, 2]);
      expect(second).toEqual(first);
    });

    it("lets a subscriber leave without disturbing the run", async () => {
      const { store } = await makeStore();
      await store.create({ runId: "r", taskId: "t" });
      const leaving = new AbortController();
      const left = collect(store.read("r", 0, leaving.signal));
      leaving.abort();
      expect(await left).toEqual([]);
      await store.append("r", failed("r"));
      expect((await store.snapshot("r")).events).toHaveLength(1);
    });

    it("takes nothing after a run's last event", async () => {
      const { store } = await makeStore();
      await store.create({ runId: "r", taskId: "t" });
      await store.append("r", failed("r"));
      await store.append("r", delta("late"));
      expect((await store.snapshot("r")).events).toHaveLength(1);
    });

    it("returns the first run for a repeated idempotency key and refuses another request under it", async () => {
      const { store } = await makeStore();
      const key = { idempotencyKey: "k", fingerprint: "same" };
      expect(await store.create({ runId: "r1", taskId: "t", ...key })).toEqual({
        runId: "r1",
        isNew: true,
      });
      expect(await store.create({ runId: "r2", taskId: "t", ...key })).toEqual({
        runId: "r1",
        isNew: false,
      });
      await expect(
        store.create({ runId: "r3", taskId: "t", ...key, fingerprint: "other" }),
      ).rejects.toMatchObject({ code: "idempotency-conflict" });
    });

    it("files one run when the same key comes many times at once", async () => {
      const { store } = await makeStore();
      const created = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store.create({ runId: `r${index}`, taskId: "t", idempotencyKey: "k", fingerprint: "f" }),
        ),
      );
      expect(created.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(created.map(({ runId }) => runId)).size).toBe(1);
    });

    it("tells whoever computes a run that it was cancelled", async () => {
      const { store } = await makeStore();
      await store.create({ runId: "r", taskId: "t" });
      const told = store.cancelled("r", never);
      await store.cancel("r");
      await expect(told).resolves.toBeUndefined();
    });

    it("forgets a run some time after its end, not before", async () => {
      const { store, afterKeepTime } = await makeStore();
      await store.create({ runId: "running", taskId: "t" });
      await store.create({ runId: "ended", taskId: "t" });
      await store.append("ended", failed("ended"));
      expect((await store.snapshot("ended")).events).toHaveLength(1);
      await afterKeepTime();
      await expect(store.snapshot("ended")).rejects.toMatchObject({ code: "unknown-run" });
      expect((await store.snapshot("running")).events).toHaveLength(0);
    });

    it("knows which key a run belongs to", async () => {
      const { store } = await makeStore();
      await store.create({ runId: "mine", taskId: "t", owner: "key 1" });
      await store.create({ runId: "anyone's", taskId: "t", caller: "203.0.113.7" });
      expect(await store.ownerOf("mine")).toBe("key 1");
      expect(await store.ownerOf("anyone's")).toBeNull();
      await expect(store.ownerOf("nobody's")).rejects.toMatchObject({ code: "unknown-run" });
    });

    it("says that a run is unknown rather than waiting for it", async () => {
      const { store } = await makeStore();
      await expect(collect(store.read("nobody", 0, never))).rejects.toBeInstanceOf(InferenceError);
      await expect(store.cancel("nobody")).rejects.toMatchObject({ code: "unknown-run" });
    });
  });
}
