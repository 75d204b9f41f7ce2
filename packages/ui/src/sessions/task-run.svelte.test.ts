import { tick } from "svelte";
import { describe, expect, test, vi } from "vitest";
import { brokenRunner, echo, ToldRunner } from "../testing/toy-task.ts";
import { TaskRun } from "./task-run.svelte.ts";

const input = echo.parseInput({ text: "hi", name: "Ada" });

function startRun() {
  const runner = new ToldRunner();
  const run = new TaskRun({ task: echo, runner });
  return { runner, run, ended: run.start(input, "auto") };
}

describe("a run", () => {
  test("is busy from its start to its end, and then has the answer", async () => {
    const { runner, run, ended } = startRun();
    expect(run.busy).toBe(true);
    runner.answer("hi hi");
    await ended;
    expect(run.busy).toBe(false);
    expect(run.state.status).toBe("done");
    expect(run.answer?.output).toEqual({ echoed: "hi hi" });
  });

  test("asks for what it was told to ask for", async () => {
    const { runner, run, ended } = startRun();
    runner.answer("");
    await ended;
    expect(run.busy).toBe(false);
    expect(runner.requests).toMatchObject([{ input, choice: "auto", task: { id: "echo" } }]);
    expect(run.answer).toMatchObject({ input, choice: "auto" });
  });

  test("is cancelled at once, and what comes of it later is dropped", async () => {
    const { runner, run, ended } = startRun();
    runner.tell({
      type: "backend-start",
      backend: "browser",
      role: "small",
      reason: "it is here",
      reasonFacts: { code: "at-once" },
    });
    await vi.waitFor(() => {
      expect(run.state.status).toBe("running");
    });
    run.cancel();
    expect(run.state.status).toBe("cancelled");
    expect(runner.requests[0]?.signal.aborted).toBe(true);
    runner.answer("too late");
    await ended;
    await tick();
    expect(run.state.status).toBe("cancelled");
    expect(run.answer).toBeNull();
  });

  test("after a cancelled one gets its own events only", async () => {
    const { runner, run, ended } = startRun();
    run.cancel();
    const second = run.start(input, "browser");
    runner.answer("from the first");
    await ended;
    runner.answer("from the second");
    await second;
    expect(run.answer?.output).toEqual({ echoed: "from the second" });
  });

  test("does not start beside one that is under way", async () => {
    const { runner, run, ended } = startRun();
    await run.start(input, "server");
    runner.answer("once");
    await ended;
    expect(runner.requests).toHaveLength(1);
  });

  test("keeps the answer before it while it is under way", async () => {
    const { runner, run, ended } = startRun();
    runner.answer("first");
    await ended;
    void run.start(input, "auto");
    expect(run.busy).toBe(true);
    expect(run.answer?.output).toEqual({ echoed: "first" });
  });

  test("that breaks before its first event is a failure with the next step", async () => {
    const run = new TaskRun({ task: echo, runner: brokenRunner });
    await run.start(input, "auto");
    expect(run.state).toMatchObject({ status: "failed", error: { code: "network" } });
  });

  test("that a reload interrupted goes on, with the input that it had", async () => {
    const runner = new ToldRunner();
    const run = new TaskRun({ task: echo, runner });
    await run.resume();
    expect(run.state.status).toBe("idle");
    runner.wasInterrupted = { input, choice: "auto", isRestarted: true };
    const resumed = run.resume();
    expect(run.busy).toBe(true);
    expect(run.isRestarted).toBe(true);
    runner.answer("hi hi");
    await resumed;
    expect(run.answer?.output).toEqual({ echoed: "hi hi" });
    expect(runner.requests).toMatchObject([{ input }]);
  });

  test("that the person starts is not one that was restarted", async () => {
    const runner = new ToldRunner();
    const run = new TaskRun({ task: echo, runner });
    runner.wasInterrupted = { input, choice: "auto", isRestarted: true };
    void run.resume();
    run.cancel();
    void run.start(input, "auto");
    expect(run.isRestarted).toBe(false);
  });
});
