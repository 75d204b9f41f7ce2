import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { describe, expect, it, vi } from "vitest";
import { confidentialMarks } from "./account.ts";
import { type FaultName, faultNames } from "./faults.ts";
import { openLocal } from "./testing/call-local.ts";
import { manualClock } from "./testing/manual-clock.ts";
import { parseSse, textOf } from "./testing/parse-sse.ts";

const minute = 60_000;

describe("the life of the endpoint, seen through the SDK", () => {
  it("refuses while it is cold, wakes from that call, answers, and falls asleep again", async () => {
    const clock = manualClock();
    const { invoke, streamed, local } = await openLocal({ start: "cold", clock });
    const noCapacity = {
      name: "ValidationError",
      message: expect.stringMatching(/^Inference Component has no capacity to process/u) as string,
      $metadata: { httpStatusCode: 400 },
    };
    await expect(invoke()).rejects.toMatchObject(noCapacity);
    await expect(streamed()).rejects.toMatchObject(noCapacity);
    clock.advance(5 * minute);
    await expect(invoke()).rejects.toMatchObject(noCapacity);
    clock.advance(0.03 * minute);
    expect(await invoke()).toContain("burns");
    clock.advance(15 * minute);
    await expect(invoke()).rejects.toMatchObject(noCapacity);
    expect(local.state()).toMatchObject({ phase: "alarm", instances: 1 });
  });

  it("lives as much faster as the time scale says", async () => {
    const clock = manualClock();
    const { local } = await openLocal({ start: "cold", clock, timeScale: 60 });
    local.setCopies(1);
    expect(local.state()).toMatchObject({ next: { step: "instance", inMs: 1748 } });
    clock.advance(4028);
    expect(local.state().phase).toBe("warm");
  });

  it("stays awake while it answers, however long that takes", async () => {
    const clock = manualClock();
    const { stream, local } = await openLocal({
      clock,
      async *answer(_request, signal) {
        yield "first";
        await clock.wait(60 * minute, signal);
        yield "last";
      },
    });
    const parts = stream();
    await parts.next();
    await vi.waitFor(() => {
      expect(clock.waiting()).toBe(1);
    });
    clock.advance(60 * minute);
    await Array.fromAsync(parts);
    await vi.waitFor(() => {
      expect(local.state()).toMatchObject({ phase: "warm", next: { inMs: 15 * minute } });
    });
  });
});

describe("names", () => {
  const Body = "{}";

  it.each([
    [{ EndpointName: "other", InferenceComponentName: "local-component" }, "Endpoint other of"],
    [{ EndpointName: "local-endpoint", InferenceComponentName: "other" }, "Component other of"],
    [{ EndpointName: "local-endpoint" }, "Inference Component Name header is required"],
  ])("refuses %o", async (names, message) => {
    const { runtime } = await openLocal();
    await expect(runtime.send(new InvokeEndpointCommand({ ...names, Body }))).rejects.toMatchObject(
      {
        name: "ValidationError",
        message: expect.stringContaining(message) as string,
      },
    );
  });
});

describe("a caller that goes", () => {
  it("stops the answer and is counted", async () => {
    const stopped = Promise.withResolvers<boolean>();
    const { stream, local } = await openLocal({
      async *answer(_request, signal) {
        yield "first";
        signal.addEventListener("abort", () => {
          stopped.resolve(true);
        });
        await stopped.promise;
      },
    });
    const controller = new AbortController();
    const parts = stream(undefined, controller.signal);
    await parts.next();
    controller.abort();
    await expect(Array.fromAsync(parts)).rejects.toThrow("aborted");
    expect(await stopped.promise).toBe(true);
    expect(local.requests).toMatchObject([
      { operation: "InvokeEndpointWithResponseStream", result: "aborted" },
    ]);
  });

  it("is counted even when the answer does not heed it", async () => {
    const { invoke, local } = await openLocal({
      async *answer() {
        await new Promise(() => undefined);
        yield "never";
      },
    });
    const controller = new AbortController();
    const running = invoke(undefined, controller.signal);
    const failed = expect(running).rejects.toThrow("aborted");
    await vi.waitFor(() => {
      expect(local.requests[0]?.result).toBe("open");
    });
    controller.abort();
    await failed;
    await vi.waitFor(() => {
      expect(local.requests[0]?.result).toBe("aborted");
    });
  });
});

it("gives up an unstreamed answer after SageMaker's 60 s", async () => {
  const clock = manualClock();
  const { invoke } = await openLocal({
    clock,
    async *answer(_request, signal) {
      await clock.wait(10 * minute, signal);
      yield "late";
    },
  });
  const failed = expect(invoke()).rejects.toMatchObject({
    name: "ModelError",
    OriginalMessage: expect.stringContaining("Your invocation timed out") as string,
  });
  await vi.waitFor(() => {
    expect(clock.waiting()).toBe(2);
  });
  clock.advance(minute);
  await failed;
});

type Expected = Readonly<Record<string, unknown>>;
const error = (name: string, status: number, more: Expected = {}): Expected => ({
  name,
  $metadata: { httpStatusCode: status },
  ...more,
});
const modelError = (text: string, original = 400) =>
  error("ModelError", 424, {
    OriginalStatusCode: original,
    OriginalMessage: expect.stringContaining(text) as string,
  });

/** What both kinds of call get. */
const errors: Readonly<Partial<Record<FaultName, Expected>>> = {
  cold: error("ValidationError", 400),
  throttled: error("ThrottlingException", 400, { message: "Rate exceeded" }),
  "throttled-null": error("ThrottlingException", 400, { message: "UnknownError" }),
  "model-error": modelError("/opt/ml/model"),
  "model-error-5xx": modelError("CUDA out of memory", 500),
  busy: modelError("no room for another request", 503),
  "cold-echo": modelError("Inference Component has no capacity"),
  validation: error("ValidationError", 400),
  "not-ready": error("ModelNotReadyException", 429),
  unavailable: error("ServiceUnavailable", 503),
  internal: error("InternalFailure", 500),
  dependency: error("InternalDependencyException", 530),
  "access-denied": error("AccessDeniedException", 403),
  "expired-token": error("ExpiredTokenException", 403),
  "context-length": modelError("maximum context length is 8192 tokens"),
  reset: { code: "ECONNRESET" },
};

describe("faults", () => {
  it.each(Object.entries(errors))("gives %s to both kinds of call", async (name, expected) => {
    const { invoke, streamed, local } = await openLocal();
    local.setFault(name as FaultName);
    await expect(invoke()).rejects.toMatchObject(expected);
    await expect(streamed()).rejects.toMatchObject(expected);
    local.setFault(null);
    expect(await invoke()).toContain("burns");
  });

  it.each([
    ["mid-stream-error", { name: "ModelStreamError", ErrorCode: "StreamBroken" }],
    ["mid-stream-internal", { name: "InternalStreamFailure" }],
    ["reset-mid-stream", { code: "ECONNRESET" }],
  ] as const)("begins an answer and then gives %s", async (fault, expected) => {
    const { stream } = await openLocal({ fault });
    let text = "";
    const read = async () => {
      for await (const part of stream()) text += Buffer.from(part).toString();
    };
    await expect(read()).rejects.toMatchObject(expected);
    expect(text).toContain('"content":"Hel"');
  });

  it.each([
    ["mid-stream-error", modelError("CUDA out of memory", 500)],
    ["mid-stream-sse-error", modelError("CUDA out of memory", 500)],
    ["mid-stream-internal", error("InternalFailure", 500)],
  ] as const)("has what comes nearest to %s where nothing is streamed", async (fault, expected) => {
    const { invoke } = await openLocal({ fault });
    await expect(invoke()).rejects.toMatchObject(expected);
  });

  it("puts an error object into the stream", async () => {
    const { streamed } = await openLocal({ fault: "mid-stream-sse-error" });
    const text = await streamed();
    expect(text).toContain('"content":"Hel"');
    expect(text).toContain('data: {"error":{"message":');
  });

  it("ends a stream in the middle of JSON", async () => {
    const { streamed, invoke } = await openLocal({ fault: "truncated" });
    const text = await streamed();
    expect(text).toContain('"content":"Hel"');
    expect(text).toMatch(/data: \{[^\n]+$/u);
    expect(text).not.toContain("[DONE]");
    expect(text).not.toContain('"stop"');
    const whole = await invoke();
    expect(() => JSON.parse(whole) as unknown).toThrow(SyntaxError);
  });

  it("sends garbage", async () => {
    const { streamed, invoke } = await openLocal({ fault: "garbage" });
    await expect(streamed()).rejects.toThrow();
    const whole = await invoke();
    expect(() => JSON.parse(whole) as unknown).toThrow(SyntaxError);
  });

  it("replies with another text or none", async () => {
    const { streamed, invoke, local } = await openLocal({ fault: "bad-reply" });
    expect(textOf(parseSse(await streamed()))).toContain("the weather");
    expect(await invoke()).toContain("the weather");
    local.setFault("empty-reply");
    expect(textOf(parseSse(await streamed()))).toBe("");
    expect(JSON.parse(await invoke())).toMatchObject({
      choices: [{ message: { content: "" }, finish_reason: "stop" }],
    });
  });

  it.each(["hang", "hang-mid-stream"] as const)("never ends with %s", async (fault) => {
    const { stream, invoke, local } = await openLocal({ fault });
    for (const call of [
      (signal: AbortSignal) => Array.fromAsync(stream(undefined, signal)),
      (signal: AbortSignal) => invoke(undefined, signal),
    ]) {
      const controller = new AbortController();
      const failed = expect(call(controller.signal)).rejects.toThrow("aborted");
      await vi.waitFor(() => {
        expect(local.requests.at(-1)?.result).toBe("open");
      });
      controller.abort();
      await failed;
      await vi.waitFor(() => {
        expect(local.requests.at(-1)?.result).toBe("aborted");
      });
    }
    expect(local.requests.map((request) => request.fault)).toEqual([fault, fault]);
  });

  it("drips a right answer, three bytes every two seconds", async () => {
    const clock = manualClock();
    const { stream } = await openLocal({ fault: "slow-drip", clock });
    const parts = stream();
    const got: Uint8Array[] = [];
    for (let count = 0; count < 3; count++) {
      const { value } = await parts.next();
      if (value) got.push(value);
      await vi.waitFor(() => {
        expect(clock.waiting()).toBe(1);
      });
      clock.advance(2_000);
    }
    expect(Buffer.concat(got).toString()).toBe('data: {"i');
    await parts.return(undefined);
  });

  it("lasts for as many calls as were named", async () => {
    const { invoke, local } = await openLocal();
    local.setFault("throttled", { times: 2 });
    await expect(invoke()).rejects.toMatchObject({ name: "ThrottlingException" });
    await expect(invoke()).rejects.toMatchObject({ name: "ThrottlingException" });
    expect(await invoke()).toContain("burns");
    expect(local.requests.map(({ fault }) => fault)).toEqual(["throttled", "throttled", null]);
  });

  it("waits for a copy when it is the container's, and does not when it is SageMaker's", async () => {
    const { invoke, local } = await openLocal({ start: "cold" });
    local.setFault("truncated", { times: 1 });
    await expect(invoke()).rejects.toThrow("no capacity");
    expect(local.state().fault).toBe("truncated");
    local.setFault("unavailable", { times: 1 });
    await expect(invoke()).rejects.toMatchObject({ name: "ServiceUnavailable" });
    expect(local.state().fault).toBeNull();
  });

  it("raises the alarm with a fault that says cold, which changes nothing while a copy runs", async () => {
    const { invoke, local } = await openLocal({ fault: "cold" });
    await expect(invoke()).rejects.toThrow("no capacity");
    expect(local.state().phase).toBe("warm");
  });

  it("carries in its errors what no user should read, so that leaks can be looked for", async () => {
    const { invoke, local } = await openLocal({ fault: "model-error" });
    const thrown = JSON.stringify(await invoke().catch((reason: unknown) => reason));
    expect(confidentialMarks.filter((mark) => thrown.includes(mark))).toEqual(confidentialMarks);
    local.setFault(null);
  });

  it("has each of them tried here", () => {
    const others = ["mid-stream-error", "mid-stream-internal", "mid-stream-sse-error"];
    const alone = ["reset-mid-stream", "truncated", "garbage", "bad-reply", "empty-reply"];
    const waiting = ["hang", "hang-mid-stream", "slow-drip"];
    const tried = [...Object.keys(errors), ...others, ...alone, ...waiting];
    expect(tried.toSorted()).toEqual(faultNames.toSorted());
  });
});
