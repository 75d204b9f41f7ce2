import { InferenceError } from "@pilotlight/core";
import {
  backendEnd,
  FakeBackend,
  fakeClock,
  FakeEndpoint,
  type FakeStep,
  makeRunService,
} from "@pilotlight/core/testing";
import { describe, expect, it } from "vitest";
import { wordCount } from "../../../../../packages/core/src/testing/word-count/task.ts";
import { createLog } from "./log.ts";
import { ServerReadiness } from "./readiness.ts";

const noOverload = () => null;

function setUp(
  steps: readonly (readonly FakeStep[])[],
  overload: () => string | null = noOverload,
) {
  const clock = fakeClock();
  const runs = steps.values();
  const script = (): readonly FakeStep[] => runs.next().value ?? [];
  const backend = new FakeBackend({ id: "onnx", clock, script });
  const service = makeRunService({ tasks: [wordCount], backends: [backend], clock });
  const options = {
    runs: service,
    clock,
    log: createLog("silent"),
    workers: 1,
    backend: "onnx" as const,
    overload,
  };
  return { clock, service, readiness: new ServerReadiness(options) };
}

describe("ServerReadiness", () => {
  it("leaves the large model alone", async () => {
    const clock = fakeClock();
    const script = () => [backendEnd({ words: 4 })];
    const large = new FakeBackend({ id: "sagemaker", role: "large", clock, script });
    const small = new FakeBackend({ id: "onnx", clock, script });
    const endpoint = new FakeEndpoint({ clock });
    const parts = { tasks: [wordCount], backends: [large, small], clock, endpoint };
    const runs = makeRunService(parts);
    const options = {
      runs,
      clock,
      log: createLog("silent"),
      workers: 1,
      backend: "onnx" as const,
      overload: noOverload,
    };
    const readiness = new ServerReadiness(options);
    await readiness.warmUp();
    endpoint.set({ temperature: "warm" });
    await readiness.warmUp();
    expect([large.requests.length, small.requests.length]).toEqual([0, 2]);
    expect(endpoint.wakes).toEqual([]);
  });

  it("is not ready until a worker has answered", async () => {
    const { clock, readiness } = setUp([[{ waitMs: 500 }, backendEnd({ words: 4 })]]);
    const warm = readiness.warmUp();
    let changes = 0;
    readiness.onChange(() => (changes += 1));
    await clock.advance(100);
    expect([readiness.state, changes]).toEqual([
      { ready: false, why: "the models are loading" },
      0,
    ]);
    await clock.advance(500);
    await warm;
    expect(readiness.state).toEqual({ ready: true });
  });

  it("says why it is not ready and tries again", async () => {
    const missing = new InferenceError("model-not-found", "No model.");
    const { clock, readiness } = setUp([[missing], [backendEnd({ words: 4 })]]);
    const warm = readiness.warmUp();
    await clock.advance(1_000);
    expect(readiness.state).toEqual({ ready: false, why: "No model." });
    await clock.advance(2_000);
    await warm;
    expect(readiness.state).toEqual({ ready: true });
  });

  it("is not ready while the line is full, and is again by itself", async () => {
    let full: string | null = "the waiting line is full: 1 of 1 places are taken";
    const { clock, readiness } = setUp([[backendEnd({ words: 4 })]], () => full);
    const warm = readiness.warmUp();
    await clock.advance(1);
    await warm;
    expect(readiness.state).toEqual({ ready: false, why: full });
    full = null;
    expect(readiness.state).toEqual({ ready: true });
  });

  it("is not ready any more once the server stops, also where a try still ends well", async () => {
    const { clock, readiness } = setUp([[{ waitMs: 500 }, backendEnd({ words: 4 })]]);
    const warm = readiness.warmUp();
    await clock.advance(100);
    readiness.stop();
    await clock.advance(500);
    await warm;
    expect(readiness.state).toEqual({ ready: false, why: "the server is stopping" });
  });

  it("takes a stop while it warms up as a reason, not as a fault", async () => {
    const { clock, service, readiness } = setUp([]);
    await service.stop(0);
    void readiness.warmUp();
    await clock.advance(1_000);
    expect(readiness.state).toMatchObject({ ready: false });
    expect(readiness.state).toHaveProperty(
      "why",
      "The server is restarting. Send the run again in a few seconds.",
    );
  });
});
