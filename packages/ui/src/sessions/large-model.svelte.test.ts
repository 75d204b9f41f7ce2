import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ToldLargeModel } from "../testing/told-large-model.ts";
import { echo, ToldRunner } from "../testing/toy-task.ts";
import { TaskSessions } from "./task-sessions.svelte.ts";

const warming = { temperature: "warming", secondsToWarm: 300 } as const;

describe("the count-down of a wake", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test("goes on between what the server tells, and begins anew from what it tells", () => {
    const told = new ToldLargeModel(warming);
    const seen: (number | null)[] = [];
    const stop = $effect.root(() => {
      $effect(() => {
        seen.push(told.largeModel.secondsToWarm);
      });
    });
    flushSync();
    for (const second of [1, 2]) {
      told.nowMs = 1_000_000 + second * 1_000;
      vi.advanceTimersByTime(1_000);
      flushSync();
    }
    told.become("warming", { secondsToWarm: 200 });
    flushSync();
    stop();
    expect(seen).toEqual([300, 299, 298, 200]);
    expect(told.largeModel.wakePart).toBeCloseTo(1 / 3, 5);
  });

  test("costs nothing while nobody looks at it, and never goes below zero", () => {
    const told = new ToldLargeModel(warming);
    told.nowMs += 400_000;
    expect(told.largeModel.secondsToWarm).toBe(0);
    expect(told.largeModel.wakePart).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a status", () => {
  test("that is older than what is known changes nothing", () => {
    const told = new ToldLargeModel();
    const { status } = told.largeModel;
    told.become("warm");
    told.largeModel.take({ status, atMs: told.nowMs - 1 });
    expect(told.largeModel.status.temperature).toBe("warm");
  });

  test("is what a router knows: awake it answers, down it gets no run as a trial", () => {
    const told = new ToldLargeModel();
    expect(told.largeModel.availability).toMatchObject({ available: false, canWait: true });
    expect(told.largeModel.availability).toMatchObject({ why: { code: "asleep" } });
    told.become("warm");
    expect(told.largeModel.availability).toMatchObject({ available: true });
    told.become("down", { available: true });
    expect(told.largeModel.availability).toMatchObject({
      available: false,
      why: { code: "failing" },
    });
  });
});

describe("a wake", () => {
  test("by a click is asked for once, and shows what the server then says", async () => {
    const told = new ToldLargeModel();
    const first = told.largeModel.wake();
    expect(told.largeModel.isAsking).toBe(true);
    await told.largeModel.wake();
    await first;
    expect(told.wakes).toEqual([null]);
    expect(told.largeModel.isAsking).toBe(false);
    expect(told.largeModel.status.temperature).toBe("warming");
  });

  test("that is refused leaves its reason, until the temperature changes", async () => {
    const told = new ToldLargeModel();
    told.refusal = "It was woken 12 times today.";
    await told.largeModel.wakeFor("summarization");
    expect(told.largeModel.refusal).toBe("It was woken 12 times today.");
    told.become("warming");
    expect(told.largeModel.refusal).toBeNull();
  });
});

describe("the sessions of a page", () => {
  test("let Automatic stand in for a large model that is not there, and remember the wish", () => {
    const sessions = new TaskSessions({ runner: new ToldRunner() });
    sessions.choice = "large";
    expect(sessions.choice).toBe("auto");
    sessions.largeModel = new ToldLargeModel().largeModel;
    expect(sessions.choice).toBe("large");
    sessions.largeModel = null;
    expect(sessions.choice).toBe("auto");
  });

  test("have the large model's offer whether they were there before it or come later", () => {
    const sessions = new TaskSessions({ runner: new ToldRunner() });
    const early = sessions.of(echo);
    const { largeModel } = new ToldLargeModel();
    sessions.largeModel = largeModel;
    const offer = largeModel.watch(early);
    expect(largeModel.watch(sessions.of(echo))).toBe(offer);
    const late = sessions.of({ ...echo, id: "late" });
    expect(largeModel.watch(late).stage).toBe("none");
  });
});
