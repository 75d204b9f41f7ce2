import { expect, it } from "vitest";
import { fakeClock } from "../../testing/fake-clock.ts";
import { findGpu } from "./find-gpu.ts";

const gpuWith = (isFallbackAdapter: boolean) => ({
  requestAdapter: async () => ({ info: { isFallbackAdapter } }),
});

it("tells a real adapter from one in software", async () => {
  expect(await findGpu(gpuWith(false), fakeClock())).toBe("hardware");
  expect(await findGpu(gpuWith(true), fakeClock())).toBe("software");
});

it("finds none where the browser has no WebGPU, no adapter, or blocks it", async () => {
  expect(await findGpu(undefined, fakeClock())).toBe("none");
  expect(await findGpu({ requestAdapter: async () => null }, fakeClock())).toBe("none");
  const blocked = { requestAdapter: () => Promise.reject(new DOMException("no", "SecurityError")) };
  expect(await findGpu(blocked, fakeClock())).toBe("none");
});

it("waits three seconds for a driver that hangs", async () => {
  const clock = fakeClock();
  const found = findGpu({ requestAdapter: () => new Promise(() => undefined) }, clock);
  await clock.advance(3_000);
  expect(await found).toBe("none");
});
