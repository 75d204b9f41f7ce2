import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BackendChoice, Role } from "../contract/backend-id.ts";
import { InferenceError } from "../contract/inference-error.ts";
import { collect } from "../testing/collect.ts";
import { FakeBackend, type FakeStep } from "../testing/fake-backend.ts";
import { echoTask } from "../testing/echo-task.ts";
import type { Availability } from "./rank-backends.ts";
import { type BackendEntry, Router } from "./router.ts";
import { answer, asleep, backend, clock, final, retryable, run } from "./router-fixture.ts";

describe("Router before a waiting line", () => {
  const input = echoTask.parseInput({ text: "hi" });
  const never = new AbortController().signal;
  const request = { runId: "r1", task: echoTask, input, choice: "auto", signal: never } as const;

  it("takes a place at each backend that it tries", async () => {
    const places: string[] = [];
    const enter = async ({ backend: { backend: id, role }, isFallback }: BackendEntry) => {
      places.push(isFallback ? `${id} (${role}), let in before` : `${id} (${role})`);
      return null;
    };
    const backends = [backend("sagemaker", [retryable]), backend("onnx", [answer])];
    await collect(new Router({ backends, clock }).run({ ...request, enter }));
    expect(places).toEqual(["sagemaker (large)", "onnx (small), let in before"]);
  });

  it("moves on when the backend has fallen asleep before its turn came", async () => {
    let isAsleep = false;
    const stateOf = ({ role }: { role: Role }) =>
      role === "large" && isAsleep ? asleep : ({ available: true } as const);
    const enter = async () => {
      isAsleep = true;
      return null;
    };
    const large = backend("sagemaker", [answer]);
    const router = new Router({ backends: [large, backend("onnx", [answer])], clock, stateOf });
    const events = await collect(router.run({ ...request, enter }));
    const reason = "the large model is not available: it is asleep (about 5 min to wake)";
    expect(events.map(({ type }) => type)).toEqual(["backend-start", "run-end"]);
    expect(events.at(-1)).toMatchObject({ run: { backend: "onnx", reason, notice: null } });
    expect(large.requests).toEqual([]);
  });

  it("ends the run with the line's refusal", async () => {
    const enter = () => Promise.reject(new InferenceError("overloaded", "The line is full."));
    const only = backend("onnx", [answer]);
    const events = await collect(
      new Router({ backends: [only], clock }).run({ ...request, enter }),
    );
    expect(events).toMatchObject([{ type: "run-error", error: { code: "overloaded" } }]);
    expect(only.requests).toEqual([]);
  });
});

describe("Router with backends that do anything", () => {
  const step = fc.constantFrom<FakeStep>(
    answer,
    retryable,
    final,
    { waitMs: 5 },
    { type: "text-delta", text: "…" },
    { type: "queue-update", position: 1, expectedMs: null },
  );
  const scripts = fc.array(fc.array(step, { maxLength: 5 }), { maxLength: 4 });
  const choices = fc.constantFrom<BackendChoice>("auto", "browser", "onnx", "large", "small");
  const ids = ["sagemaker", "onnx", "browser", "server"] as const;

  it("starts with a backend and ends with exactly one end or error, whatever they do", async () => {
    await fc.assert(
      fc.asyncProperty(scripts, choices, fc.nat(12), async (all, choice, abortAfter) => {
        const controller = new AbortController();
        const backends = all.map((script, index) => backend(ids[index] ?? "server", script));
        const types: string[] = [];
        for await (const { type } of run(
          new Router({ backends, clock }),
          choice,
          controller.signal,
        )) {
          types.push(type);
          if (types.length === abortAfter) controller.abort();
        }
        const ends = types.filter((type) => type === "run-end" || type === "run-error");
        expect(ends).toEqual(types.slice(-1));
        expect(types[0] === "backend-start" || types[0] === "run-error").toBe(true);
        expect(backends.map(({ running }) => running)).toEqual(backends.map(() => 0));
      }),
      { numRuns: 300, seed: 20 },
    );
  });
});

describe("Router without a backend to run on", () => {
  const stateOf = ({ role }: { role: Role }): Availability =>
    role === "large" ? asleep : { available: true };
  const cold = backend("sagemaker", [answer]);

  const errorOf = async (router: Router, choice: BackendChoice) => {
    const [event] = await collect(run(router, choice));
    return event?.type === "run-error" ? event.error : null;
  };

  it("says why nothing can run, and that later it may", async () => {
    const error = await errorOf(new Router({ backends: [cold], clock, stateOf }), "auto");
    expect(error).toMatchObject({ code: "backend-unavailable", retryable: true });
    expect(error?.message).toBe(
      "Nothing can run echo now (the large model: it is asleep (about 5 min to wake)). Try again in a moment or choose another place.",
    );
  });

  it("names only the pinned backend as the one that cannot", async () => {
    const narrow = new FakeBackend({ id: "onnx", clock, script: () => [answer], tasks: [] });
    const error = await errorOf(new Router({ backends: [cold, narrow], clock, stateOf }), "onnx");
    expect(error?.message).toContain("(the server's CPU does not know this task)");
  });

  it("names the choices when a pinned backend does not exist here", async () => {
    const error = await errorOf(new Router({ backends: [cold], clock, stateOf }), "browser");
    expect(error).toMatchObject({ code: "invalid-input", field: "backend" });
    expect(error?.message).toContain("Choose one of: auto, sagemaker.");
  });
});
