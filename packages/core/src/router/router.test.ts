import { describe, expect, it } from "vitest";
import type { Role } from "../contract/backend-id.ts";
import { InferenceError, toWireError } from "../contract/inference-error.ts";
import { collect } from "../testing/collect.ts";
import { FakeBackend } from "../testing/fake-backend.ts";
import { Router } from "./router.ts";
import { answer, asleep, backend, clock, final, retryable, run } from "./router-fixture.ts";

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
