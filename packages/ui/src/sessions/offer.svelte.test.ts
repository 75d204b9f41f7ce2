import { flushSync } from "svelte";
import { describe, expect, test, vi } from "vitest";
import { echo, ToldRunner } from "../testing/toy-task.ts";
import { ToldLargeModel } from "../testing/told-large-model.ts";
import { TaskSession } from "./task-session.svelte.ts";

type Told = ConstructorParameters<typeof ToldLargeModel>;

/** A session under a large model, with an input to run. */
function setUp(...told: Told) {
  const runner = new ToldRunner();
  const session = new TaskSession({ task: echo, runner });
  session.set("text", "hi");
  session.set("name", "Ada");
  const large = new ToldLargeModel(...told);
  const offer = large.largeModel.watch(session);
  /** Runs the form to its answer. */
  async function answered(choice: "auto" | "browser" | "server" = "auto", facts = {}) {
    const started = session.start(choice);
    runner.answer("hi from the small model", facts);
    await started;
    flushSync();
  }
  return { runner, session, large, offer, answered };
}

function become(large: ToldLargeModel, ...change: Parameters<ToldLargeModel["become"]>) {
  large.become(...change);
  flushSync();
}

describe("the offer of a second answer", () => {
  test("waits while the large model is asleep, and is there when it is awake", async () => {
    const { offer, large, answered } = setUp();
    expect(offer.stage).toBe("none");
    await answered();
    expect(offer.stage).toBe("waiting");
    become(large, "warming");
    expect(offer.stage).toBe("waiting");
    become(large, "warm");
    expect(offer.stage).toBe("ready");
    expect(large.runner.requests).toEqual([]);
  });

  test("asks about the very input that was answered, whatever the form says now", async () => {
    const { offer, session, large, answered } = setUp();
    await answered();
    session.set("text", "something else");
    become(large, "warm");
    const asked = offer.ask();
    expect(offer.stage).toBe("asked");
    expect(large.runner.requests).toMatchObject([
      { input: { text: "hi", name: "Ada" }, choice: "large" },
    ]);
    large.runner.answer("hi from the large model", { backend: "sagemaker", role: "large" });
    await asked;
    expect(offer.second?.answer?.output).toEqual({ echoed: "hi from the large model" });
    expect(session.run.answer?.output).toEqual({ echoed: "hi from the small model" });
  });

  test("is none for an answer that the large model could have given and did not", async () => {
    const { offer, large, answered } = setUp();
    become(large, "warm");
    await answered();
    expect(offer.stage).toBe("none");
    become(large, "cold");
    become(large, "warm");
    expect(offer.stage).toBe("ready");
  });

  test("is none for an answer of the large model itself", async () => {
    const { offer, answered } = setUp();
    await answered("server", { backend: "sagemaker", role: "large" });
    expect(offer.stage).toBe("none");
  });

  test("is there for what this server's small model has answered", async () => {
    const { offer, answered } = setUp();
    await answered("server", { backend: "onnx" });
    expect(offer.stage).toBe("waiting");
  });

  test("is none while the large model is down, and comes back with it", async () => {
    const { offer, large, answered } = setUp();
    await answered();
    become(large, "down");
    expect(offer.stage).toBe("none");
    become(large, "warm");
    expect(offer.stage).toBe("ready");
  });

  test("ends with a new run, and its own run with it", async () => {
    const { offer, large, session, answered } = setUp();
    await answered();
    become(large, "warm");
    void offer.ask();
    const before = large.runner.requests[0];
    void session.start("auto");
    flushSync();
    expect(offer.stage).toBe("none");
    expect(before?.signal.aborted).toBe(true);
  });

  test("never takes away the first answer when it fails, and can be asked again", async () => {
    const { offer, large, session, answered } = setUp();
    await answered();
    become(large, "warm");
    const asked = offer.ask();
    const error = { code: "backend-failed", message: "It broke.", retryable: true } as const;
    large.runner.tell({ type: "run-error", runId: "2", error });
    await asked;
    expect(offer.second?.state).toMatchObject({ status: "failed", error: { code: error.code } });
    expect(session.run.answer?.output).toEqual({ echoed: "hi from the small model" });
    void offer.ask();
    expect(large.runner.requests).toHaveLength(2);
  });

  test("is offered again when the large model fell asleep just before", async () => {
    const { offer, large, answered } = setUp();
    await answered();
    become(large, "warm");
    const asked = offer.ask();
    const error = { code: "endpoint-cold", message: "It is asleep.", retryable: true } as const;
    large.runner.tell({ type: "run-error", runId: "2", error });
    await asked;
    become(large, "cold");
    expect(offer.stage).toBe("waiting");
  });

  test("can be put away", async () => {
    const { offer, large, answered } = setUp();
    await answered();
    become(large, "warm");
    void offer.ask();
    offer.dismiss();
    expect(offer.stage).toBe("ready");
    expect(large.runner.requests[0]?.signal.aborted).toBe(true);
  });
});

describe("when it shall ask by itself", () => {
  test("the large model is asked as soon as it is awake, once", async () => {
    const { offer, large, answered } = setUp({}, { isAutomatic: true });
    await answered();
    expect(large.runner.requests).toEqual([]);
    become(large, "warm");
    await vi.waitFor(() => {
      expect(offer.stage).toBe("asked");
    });
    offer.dismiss();
    become(large, "cold");
    become(large, "warm");
    expect(offer.stage).toBe("ready");
    expect(large.runner.requests).toHaveLength(1);
  });

  test("the setting is kept, and works for an offer that is there already", async () => {
    const { offer, large, answered } = setUp();
    await answered();
    become(large, "warm");
    large.largeModel.isAutomatic = true;
    flushSync();
    expect(offer.stage).toBe("asked");
    expect(large.kept).toEqual([true]);
  });
});

describe("this device is a promise", () => {
  test("its answers are not offered to be sent, not even when that happens by itself", async () => {
    const { offer, large, answered } = setUp({}, { isAutomatic: true });
    await answered("browser");
    expect(offer.stage).toBe("none");
    become(large, "warm");
    expect(offer.stage).toBe("none");
    expect(large.runner.requests).toEqual([]);
  });

  test("its runs wake nothing", async () => {
    const { large, answered } = setUp({ wakePolicy: "any" });
    await answered("browser");
    expect(large.wakes).toEqual([]);
  });
});

describe("a run that this device answered while the large model was asleep", () => {
  test("wakes it when the policy covers its task, once", async () => {
    const { large, session, answered } = setUp({ wakePolicy: "any" });
    await answered();
    expect(large.wakes).toEqual(["echo"]);
    await vi.waitFor(() => {
      expect(large.largeModel.status.temperature).toBe("warming");
    });
    become(large, "cold");
    void session.start("auto");
    flushSync();
    session.run.cancel();
    flushSync();
    expect(large.wakes).toEqual(["echo"]);
  });

  test.each([
    ["the policy does not cover its task", { wakePolicy: "summarization" }],
    ["only a click wakes it", { wakePolicy: "ask" }],
    [
      "the budget is spent",
      {
        wakePolicy: "any",
        wake: {
          allowed: false,
          wakesLeftToday: 0,
          why: "it was woken",
          whyFacts: { code: "never" },
        },
      },
    ],
  ] as const)("does not when %s", async (_, status) => {
    const { large, answered } = setUp(status);
    await answered();
    expect(large.wakes).toEqual([]);
  });

  test("does not when it is warming already, or when the server answered", async () => {
    const { large, answered } = setUp({ wakePolicy: "any" });
    await answered("server", { backend: "onnx" });
    become(large, "warming");
    await answered();
    expect(large.wakes).toEqual([]);
  });
});
