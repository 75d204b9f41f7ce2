import { expect, it, onTestFinished } from "vitest";
import { embeddedModelFolders } from "../../models/embedded-models.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { modelRequests } from "../../testing/model-requests.ts";
import { BrowserBackend } from "./browser-backend.ts";

const never = new AbortController().signal;

function makeBackend() {
  return new BrowserBackend({
    createWorker: () =>
      new Worker(new URL("../../testing/model-browser-worker.ts", import.meta.url), {
        type: "module",
      }),
    modelSource: {
      baseUrl: "/models/",
      models: embeddedModelFolders,
      wasmUrls: {
        mjs: "/ort/ort-wasm-simd-threaded.mjs",
        wasm: "/ort/ort-wasm-simd-threaded.wasm",
      },
    },
    clock: systemClock,
  });
}

testBackendContract("BrowserBackend with the embedded models", makeBackend, modelRequests, {
  isShared: true,
});

it("tells how far the download of a model is at its first run, and only then", async () => {
  const backend = makeBackend();
  onTestFinished(() => backend.close());
  const loading = async () => {
    const events = await collect(backend.run(modelRequests.valid, never));
    return events.flatMap((event) =>
      event.type === "progress" && event.stage === "loading" ? [event] : [],
    );
  };
  const first = await loading();
  expect(first.length).toBeGreaterThan(0);
  expect(first.at(-1)).toMatchObject({ unit: "bytes" });
  expect(await loading()).toEqual([]);
});
