import { describe, expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { echoTask } from "../../testing/echo-task.ts";
import { serveRuns } from "./serve-runs.ts";
import type { FromWorker, ToWorker } from "./worker-message.ts";

function setUp() {
  const clock = fakeClock();
  const faults: unknown[] = [];
  const said: FromWorker[] = [];
  const ended = Promise.withResolvers<undefined>();
  let hasEnded = false;
  let hear: (message: unknown) => void = () => undefined;
  let wantedEnds = Number.POSITIVE_INFINITY;
  const check = () => {
    const ends = said.filter(({ type }) => type === "end" || type === "error");
    if (ends.length >= wantedEnds) ended.resolve(undefined);
  };
  const port = {
    post: (message: FromWorker) => {
      said.push(message);
      check();
    },
    listen: (onMessage: (message: unknown) => void) => {
      hear = onMessage;
    },
    end: () => {
      hasEnded = true;
    },
  };
  serveRuns(port, {
    tasks: [echoTask],
    makeModels: () => ({ load: () => Promise.reject(new Error("There is no model.")) }),
    clock,
    onFault: (fault) => faults.push(fault),
  });
  const tell = (...messages: (ToWorker | object)[]) => {
    for (const message of messages) hear(message);
  };
  /** Everything that was said once that many runs have ended. */
  const saidAfter = async (ends: number) => {
    wantedEnds = ends;
    check();
    await ended.promise;
    return said.map((message) => {
      if (message.type === "ready") return "ready";
      const { type, runId } = message;
      return type === "error" ? `error ${runId} ${message.error.code}` : `${type} ${runId}`;
    });
  };
  return { tell, saidAfter, faults, hasEnded: () => hasEnded };
}

const init: ToWorker = { type: "init", modelSource: { baseUrl: "/models/", models: {} } };
const run = (runId: number, input: object = {}): ToWorker => ({
  type: "run",
  runId,
  taskId: "echo",
  input: { text: "hi", ...input },
});

describe("serveRuns", () => {
  it("does runs one after another, in order", async () => {
    const { tell, saidAfter } = setUp();
    tell(init, run(1, { steps: 1 }), run(2, { steps: 1 }));
    expect(await saidAfter(2)).toEqual(["ready", "event 1", "end 1", "event 2", "end 2"]);
  });

  it("answers the cancel of a run that waits at once, and never begins it", async () => {
    const { tell, saidAfter } = setUp();
    tell(init, run(1, { steps: 3 }), run(2, { steps: 3 }), { type: "cancel", runId: 2 });
    expect(await saidAfter(2)).toEqual(["ready", "error 2 aborted", "event 1", "event 1", "end 1"]);
  });

  it("stops a run at its next step when a cancel comes in, and does the next", async () => {
    const { tell, saidAfter } = setUp();
    tell(init, run(1, { steps: 1_000_000 }), run(2));
    setTimeout(() => {
      tell({ type: "cancel", runId: 1 });
    });
    expect((await saidAfter(2)).slice(-2)).toEqual(["error 1 aborted", "end 2"]);
  });

  it("checks what comes in", async () => {
    const { tell, saidAfter } = setUp();
    const unknownTask = { type: "run", runId: 2, taskId: "translation", input: {} };
    tell({ hello: "there" }, init, run(1, { steps: -1 }), unknownTask, {
      type: "cancel",
      runId: 99,
    });
    expect(await saidAfter(2)).toEqual([
      "ready",
      "error 1 invalid-input",
      "error 2 backend-unavailable",
    ]);
  });

  it("stops at a message that it cannot read: its owner waits for an answer", () => {
    const { tell } = setUp();
    expect(() => {
      tell(init, { type: "run", runId: "1" });
    }).toThrow('"run"');
    expect(() => {
      tell({ type: "pause" });
    }).toThrow('No worker message is called "pause".');
  });

  it("keeps an unforeseen error for the log and tells the owner no more than that it failed", async () => {
    const { tell, saidAfter, faults } = setUp();
    tell(init, run(1, { fault: "throw" }));
    expect(await saidAfter(1)).toEqual(["ready", "error 1 backend-failed"]);
    expect(faults).toEqual([new TypeError("secret input")]);
  });

  it("ends itself when it is told to stop", () => {
    const { tell, hasEnded } = setUp();
    tell(init);
    expect(hasEnded()).toBe(false);
    tell({ type: "stop" });
    expect(hasEnded()).toBe(true);
  });
});
