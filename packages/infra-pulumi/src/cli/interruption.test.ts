import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { guardGroup } from "./interruption.ts";

/** A group of processes that ends some looks after it was asked to. */
function world(looksUntilEnded: number) {
  const source = new EventEmitter();
  const sent: (readonly [number, string | 0])[] = [];
  const told: number[] = [];
  let now = 10_000;
  let looks = 0;
  const send = (id: number, signal: NodeJS.Signals | 0) => {
    sent.push([id, signal]);
    if (signal !== 0) return;
    looks += 1;
    if (looks > looksUntilEnded) throw Object.assign(new Error("none"), { code: "ESRCH" });
  };
  const guard = guardGroup(
    42,
    {
      nowMs: () => now,
      wait: async (ms) => {
        now += ms;
      },
      onAsked: (times) => told.push(times),
    },
    source,
    send,
  );
  const pass = (ms: number) => {
    now += ms;
  };
  return { source, sent, told, guard, pass };
}

describe("guardGroup", () => {
  it("passes one key on once, however many times it arrives", () => {
    const { source, sent, told, pass } = world(0);
    source.emit("SIGINT");
    pass(50);
    source.emit("SIGINT");
    source.emit("SIGTERM");
    expect(sent).toEqual([[-42, "SIGINT"]]);
    expect(told).toEqual([1]);
  });

  it("passes a second key on, and no third", () => {
    const { source, sent, told, pass } = world(0);
    for (const times of [1, 2, 3]) {
      source.emit("SIGINT");
      pass(3000 * times);
    }
    expect(sent).toEqual([
      [-42, "SIGINT"],
      [-42, "SIGINT"],
    ]);
    expect(told).toEqual([1, 2]);
  });

  it("asks in the same way when the terminal is closed", () => {
    const { source, sent } = world(0);
    source.emit("SIGHUP");
    expect(sent).toEqual([[-42, "SIGINT"]]);
  });

  it("waits for the last process of the group", async () => {
    const { source, sent, guard } = world(3);
    source.emit("SIGINT");
    expect(await guard.ended()).toBe(true);
    expect(sent.filter(([, signal]) => signal === 0)).toHaveLength(4);
  });

  it("asks nobody when nobody asked", async () => {
    const { sent, guard } = world(3);
    expect(await guard.ended()).toBe(false);
    expect(sent).toEqual([]);
  });

  it("leaves the signals alone afterwards", () => {
    const { source, sent, guard } = world(0);
    guard[Symbol.dispose]();
    source.emit("SIGINT");
    expect(sent).toEqual([]);
    expect(source.listenerCount("SIGINT")).toBe(0);
  });
});
