import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BackendChoice, BackendId, BackendRef, Role } from "../contract/backend-id.ts";
import { InferenceError, toWireError } from "../contract/inference-error.ts";
import { collect } from "../testing/collect.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../testing/fake-backend.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { rehearsal } from "../testing/rehearsal.ts";
import type { Availability } from "./rank-backends.ts";
import { Router } from "./router.ts";

const clock = fakeClock({ autoAdvance: true });
const answer = backendEnd({ said: "hi", steps: 0 });
const retryable = new InferenceError("backend-failed", "The GPU ran out of memory.", {
  retryable: true,
});
const asleep: Availability = {
  available: false,
  why: { code: "asleep", wakeSeconds: 300 },
  canWait: false,
};
const final = new InferenceError("invalid-input", 'The field "text" is empty.', { field: "text" });

function backend(id: BackendId, script: readonly FakeStep[]) {
  return new FakeBackend({ id, role: roleOf(id), clock, script: () => script });
}

function roleOf(id: BackendId): Role {
  return id === "sagemaker" ? "large" : "small";
}

function run(router: Router, choice: BackendChoice = "auto", signal?: AbortSignal) {
  const input = rehearsal.parseInput({ text: "hi" });
  const request = { runId: "r1", task: rehearsal, input, choice };
  return router.run({ ...request, signal: signal ?? new AbortController().signal });
}

describe("Router", () => {
  it("runs on the first backend and gives its answer with who, why and how long", async () => {
    const slow = backend("sagemaker", [{ waitMs: 300 }, { ...answer, computeMs: 120.44 }]);
    const second = backend("onnx", [answer]);
    const events = await collect(run(new Router({ backends: [slow, second], clock })));
    const reason = "the large model answers at once";
    const reasonFacts = { code: "at-once" };
    expect(events).toEqual([
      { type: "backend-start", backend: "sagemaker", role: "large", reason, reasonFacts },
      {
        type: "run-end",
        output: { said: "hi", steps: 0 },
        run: {
          id: "r1",
          backend: "sagemaker",
          role: "large",
          model: "test-model",
          reason,
          reasonFacts,
          cached: false,
          queueMs: 180,
          computeMs: 120.4,
          notice: null,
          noticeFacts: [],
        },
      },
    ]);
    expect(second.requests).toEqual([]);
  });

  it("falls back in order and gives the failure as the reason", async () => {
    const backends = [
      backend("sagemaker", [{ type: "text-delta", text: "half an" }, retryable]),
      backend("onnx", [answer]),
    ];
    const events = await collect(run(new Router({ backends, clock })));
    const reason = "the large model failed: The GPU ran out of memory.";
    expect(events.map(({ type }) => type)).toEqual([
      "backend-start",
      "text-delta",
      "backend-start",
      "run-end",
    ]);
    const large = { backend: "sagemaker", role: "large" };
    const reasonFacts = { code: "failed", ...large, error: toWireError(retryable) };
    const onnx = { backend: "onnx", role: "small" };
    expect(events.at(2)).toEqual({ type: "backend-start", ...onnx, reason, reasonFacts });
    expect(events.at(-1)).toMatchObject({ run: { ...onnx, reason, reasonFacts } });
  });

  it("tells people that another backend answered, beside what they should know of the answer", async () => {
    const notice = "The text seems to be in French; the model reads English.";
    const backends = [backend("sagemaker", [retryable]), backend("onnx", [{ ...answer, notice }])];
    const events = await collect(run(new Router({ backends, clock })));
    const fallback = "The large model could not answer; the server's CPU did.";
    expect(events.at(-1)).toMatchObject({
      run: {
        notice: `${fallback} ${notice}`,
        noticeFacts: [
          { code: "fallback", backend: "sagemaker", role: "large" },
          { code: "words", words: notice },
        ],
      },
    });
  });

  it("takes a backend that turns out to be asleep for asleep, not for broken", async () => {
    const cold = new InferenceError("endpoint-cold", "No copy runs.", { retryable: true });
    let isAsleep = false;
    const large = new FakeBackend({
      id: "sagemaker",
      role: "large",
      clock,
      script: () => {
        isAsleep = true;
        return [cold];
      },
    });
    const stateOf = ({ role }: { role: Role }) =>
      role === "large" && isAsleep ? asleep : ({ available: true } as const);
    const backends = [large, backend("onnx", [answer])];
    const events = await collect(run(new Router({ backends, clock, stateOf })));
    const reason = "the large model is not available: it is asleep (about 5 min to wake)";
    expect(events.at(-1)).toMatchObject({ run: { backend: "onnx", reason, notice: null } });
  });

  it("ends with the last failure when every backend fails", async () => {
    const full = new InferenceError("overloaded", "The line is full.", { retryable: true });
    const backends = [backend("sagemaker", [retryable]), backend("onnx", [full])];
    const events = await collect(run(new Router({ backends, clock })));
    expect(events.at(-1)).toMatchObject({ type: "run-error", error: { code: "overloaded" } });
  });

  it("ends with what failed on this device, not with the server that could not be reached", async () => {
    const lost = new InferenceError("network", "The connection to the server was lost.", {
      retryable: true,
    });
    const device = new InferenceError("backend-unavailable", "A file could not be fetched.", {
      retryable: true,
    });
    const ending = async (...errors: readonly InferenceError[]) => {
      const ids = ["sagemaker", "browser", "server"] as const;
      const backends = errors.map((error, index) => backend(ids[index] ?? "onnx", [error]));
      return (await collect(run(new Router({ backends, clock })))).at(-1);
    };
    expect(await ending(lost, device, lost)).toMatchObject({ error: { message: device.message } });
    expect(await ending(lost, lost)).toMatchObject({ error: { code: "network" } });
    expect(await ending(device, retryable)).toMatchObject({ error: { code: "backend-failed" } });
  });

  it("never falls back from a pinned backend", async () => {
    const other = backend("server", [answer]);
    const backends = [backend("browser", [retryable]), other];
    const events = await collect(run(new Router({ backends, clock }), "browser"));
    expect(events.at(-1)).toMatchObject({ error: { code: "backend-failed" }, runId: "r1" });
    expect(other.requests).toEqual([]);
  });

  it("stops at an error that no other backend can mend", async () => {
    const other = backend("onnx", [answer]);
    const backends = [backend("sagemaker", [final]), other];
    const events = await collect(run(new Router({ backends, clock })));
    expect(events.at(-1)).toMatchObject({ error: { code: "invalid-input", field: "text" } });
    expect(other.requests).toEqual([]);
  });

  it("does not retry an aborted run, not even when the backend says something else", async () => {
    const controller = new AbortController();
    const first = backend("sagemaker", [{ type: "text-delta", text: "…" }, retryable]);
    const other = backend("onnx", [answer]);
    const events = run(new Router({ backends: [first, other], clock }), "auto", controller.signal);
    const types: string[] = [];
    for await (const event of events) {
      types.push(event.type === "run-error" ? event.error.code : event.type);
      if (event.type === "text-delta") controller.abort();
    }
    expect(types).toEqual(["backend-start", "text-delta", "aborted"]);
    expect(other.requests).toEqual([]);
  });

  it("asks no backend when the signal has fired before", async () => {
    const first = backend("onnx", [answer]);
    const router = new Router({ backends: [first], clock });
    const events = await collect(run(router, "auto", AbortSignal.abort()));
    expect(events).toMatchObject([{ type: "run-error", error: { code: "aborted" } }]);
    expect(first.requests).toEqual([]);
  });

  it("stops the backend when the reader leaves", async () => {
    const first = backend("onnx", [{ type: "text-delta", text: "a" }, { waitMs: 1 }, answer]);
    for await (const event of run(new Router({ backends: [first], clock }))) {
      if (event.type === "text-delta") break;
    }
    expect(first.requests).toHaveLength(1);
    expect(first.running).toBe(0);
  });

  it("takes a backend that ends without an answer for a failed one", async () => {
    const backends = [backend("sagemaker", []), backend("onnx", [answer])];
    const events = await collect(run(new Router({ backends, clock })));
    expect(events.at(-1)).toMatchObject({
      run: {
        reason: "the large model failed: No answer came from the large model. Try again.",
      },
    });
  });

  it("hands an unforeseen error to the log and keeps its text from the caller", async () => {
    const faults: unknown[] = [];
    const fault = new TypeError("secret input");
    const broken = new FakeBackend({
      id: "onnx",
      clock,
      script: () => {
        throw fault;
      },
    });
    const onFault = (error: unknown) => faults.push(error);
    const events = await collect(run(new Router({ backends: [broken], clock, onFault })));
    expect(events.at(-1)).toMatchObject({ type: "run-error", error: { code: "internal" } });
    expect(JSON.stringify(events)).not.toContain("secret");
    expect(faults).toEqual([fault]);
  });

  it("tells an answer that the server gave by the server's own words", async () => {
    const served = {
      backend: "sagemaker",
      role: "large",
      reason: "it is warm",
      reasonFacts: { code: "at-once" },
      cached: true,
      noticeFacts: [],
    } as const;
    const backends = [backend("server", [{ ...answer, served }])];
    const events = await collect(run(new Router({ backends, clock })));
    expect(events.at(-1)).toMatchObject({ run: served });
  });

  it("tells beside the server's own notices that this device could not answer", async () => {
    const said = { code: "words", words: "The text seems to be in French." } as const;
    const served = {
      ...({ backend: "onnx", role: "small", cached: false } as const),
      ...{ reason: "it answers at once", reasonFacts: { code: "at-once" } as const },
      noticeFacts: [said],
    };
    const answered = { ...answer, notice: said.words, served };
    const backends = [backend("browser", [retryable]), backend("server", [answered])];
    const events = await collect(run(new Router({ backends, clock })));
    expect(events.at(-1)).toMatchObject({
      run: {
        notice: `This device could not answer; the server's CPU did. ${said.words}`,
        noticeFacts: [{ code: "fallback", backend: "browser", role: "small" }, said],
      },
    });
  });
});

describe("Router before a waiting line", () => {
  const input = rehearsal.parseInput({ text: "hi" });
  const never = new AbortController().signal;
  const request = { runId: "r1", task: rehearsal, input, choice: "auto", signal: never } as const;

  it("takes a place at each backend that it tries", async () => {
    const places: string[] = [];
    const enter = async ({ backend: id, role }: BackendRef, isFallback: boolean) => {
      places.push(isFallback ? `${id} (${role}), let in before` : `${id} (${role})`);
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
      "Nothing can run rehearsal now (the large model: it is asleep (about 5 min to wake)). Try again in a moment or choose another place.",
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
