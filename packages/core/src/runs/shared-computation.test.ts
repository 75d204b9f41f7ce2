import { describe, expect, it } from "vitest";
import type { BackendEvent } from "../contract/backend-event.ts";
import { InferenceError } from "../contract/inference-error.ts";
import { EventChannel } from "../runtime/event-channel.ts";
import { collect } from "../testing/collect.ts";
import { backendEnd } from "../testing/fake-backend.ts";
import { SharedComputation } from "./shared-computation.ts";

const never = new AbortController().signal;
const delta = (text: string): BackendEvent => ({ type: "text-delta", text });
const progress = (done: number): BackendEvent => ({
  ...{ type: "progress", stage: "reading", done, total: 9, unit: "windows" },
});

/** Lets everything that can go on do so. */
const settled = () => new Promise(setImmediate);

function setUp() {
  const events = new EventChannel<BackendEvent>();
  const ends: (BackendEvent | undefined)[] = [];
  const stopped: boolean[] = [];
  const computation = new SharedComputation(
    (signal) => {
      signal.addEventListener("abort", () => {
        stopped.push(true);
        events.fail(new InferenceError("aborted", "It was stopped."));
      });
      return events.read();
    },
    (last) => ends.push(last),
  );
  return { events, ends, stopped, computation };
}

describe("a shared computation", () => {
  it("tells late listeners all that was said, of the progress what is true now", async () => {
    const { events, ends, computation } = setUp();
    const early = collect(computation.join().read(never));
    for (const event of [progress(1), progress(2), delta("a"), progress(3)]) events.push(event);
    await settled();
    const late = collect(computation.join().read(never));
    events.push(backendEnd({ n: 1 }));
    const types = (list: readonly BackendEvent[]) => list.map(({ type }) => type);
    expect(types(await early)).toEqual([
      "progress",
      "progress",
      "text-delta",
      "progress",
      "backend-end",
    ]);
    expect(await late).toEqual([progress(2), delta("a"), progress(3), backendEnd({ n: 1 })]);
    expect(ends).toMatchObject([{ type: "backend-end" }]);
    // Who comes after its end is told the same.
    expect(await collect(computation.join().read(never))).toHaveLength(4);
  });

  it("stops when the last listener has left, not before, and ends each with an abort of its own", async () => {
    const { events, ends, stopped, computation } = setUp();
    const leaving = [new AbortController(), new AbortController()];
    const heard = leaving.map(({ signal }) => collect(computation.join().read(signal)));
    events.push(delta("a"));
    await settled();
    leaving[0]?.abort();
    await expect(heard[0]).rejects.toMatchObject({ code: "aborted" });
    expect([stopped, computation.isStopped]).toEqual([[], false]);
    leaving[1]?.abort();
    await expect(heard[1]).rejects.toMatchObject({ code: "aborted" });
    await settled();
    expect([stopped, computation.isStopped]).toEqual([[true], true]);
    expect(ends).toEqual([delta("a")]);
  });

  it("is left by a seat that nobody reads", async () => {
    const { stopped, computation } = setUp();
    const seat = computation.join();
    await settled();
    seat.leave();
    seat.leave();
    expect(stopped).toEqual([true]);
  });

  it("fails for all who listen, and for who comes after", async () => {
    const { events, computation } = setUp();
    const heard = [1, 2].map(() => collect(computation.join().read(never)));
    events.fail(new InferenceError("timeout", "Too slow."));
    for (const one of heard) await expect(one).rejects.toMatchObject({ code: "timeout" });
    await expect(collect(computation.join().read(never))).rejects.toMatchObject({
      code: "timeout",
    });
  });
});
