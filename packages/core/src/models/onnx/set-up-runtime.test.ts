import { env } from "@xenova/transformers";
import { afterEach, expect, test, vi } from "vitest";
import type { Progress } from "../../contract/run-event.ts";
import { setUpRuntime } from "./set-up-runtime.ts";

const wasmUrls = { mjs: "/ort/runtime.mjs", wasm: "/ort/runtime.wasm" };
const wasm = env.backends.onnx.wasm ?? {};

function source(report: (progress: Progress) => void = () => undefined) {
  return {
    baseUrl: "/models/",
    wasmUrls,
    threads: 1,
    modelBytes: 100,
    report,
    onUnreachable: () => undefined,
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
  delete wasm.wasmBinary;
});

test("models come from the source's own place and from nowhere else, one thread", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("wasm")));
  await setUpRuntime(env, source());
  expect(env).toMatchObject({
    allowLocalModels: true,
    allowRemoteModels: false,
    localModelPath: "/models/",
    useBrowserCache: false,
    useWasmCache: false,
  });
  expect(wasm).toMatchObject({ numThreads: 1, wasmPaths: wasmUrls });
});

test("the runtime is fetched once for all models", async () => {
  const fetched = vi.fn(() => Promise.resolve(new Response("wasm")));
  vi.stubGlobal("fetch", fetched);
  await setUpRuntime(env, source());
  await setUpRuntime(env, source());
  expect(fetched.mock.calls.flat()).toEqual([wasmUrls.wasm, undefined, wasmUrls.mjs]);
});

test("bytes of the runtime and of the model are one progress, with a usual total until the real one is known", async () => {
  const reports: Progress[] = [];
  vi.stubGlobal("fetch", (url: string) =>
    Promise.resolve(
      new Response(url.endsWith(".wasm") ? "wasm" : "model", {
        headers: { "content-encoding": "br" },
      }),
    ),
  );
  await setUpRuntime(
    env,
    source((progress) => reports.push(progress)),
  );
  const model: unknown = await env.fetch("/models/a/onnx/model_quantized.onnx");
  if (model instanceof Response) await model.arrayBuffer();
  expect(reports[0]).toMatchObject({ stage: "loading", done: 4, unit: "bytes" });
  expect(reports[0]?.total).toBeGreaterThan(10_000_000);
  expect(reports.at(-1)).toMatchObject({ done: 9, total: 9 });
});

test.each([
  ["no connection", () => Promise.reject(new TypeError("Failed to fetch")), "backend-unavailable"],
  [
    "a server in trouble",
    () => Promise.resolve(new Response("", { status: 503 })),
    "backend-unavailable",
  ],
  ["a missing file", () => Promise.resolve(new Response("", { status: 404 })), "model-not-found"],
])("%s is told as what it is, and the next call tries again", async (_, fails, code) => {
  vi.stubGlobal("fetch", fails);
  await expect(setUpRuntime(env, source())).rejects.toMatchObject({ code, retryable: true });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("wasm")));
  await setUpRuntime(env, source());
  expect(wasm.wasmBinary).toHaveProperty("byteLength", 4);
});

test("a runtime whose script cannot be fetched is not started: it would never start again", async () => {
  const fails = (url: string) =>
    Promise.resolve(new Response("", { status: url === wasmUrls.mjs ? 504 : 200 }));
  vi.stubGlobal("fetch", fails);
  await expect(setUpRuntime(env, source())).rejects.toThrow(/runtime\.mjs .*could not be fetched/u);
  expect(wasm.wasmBinary).toBeUndefined();
});

test.each([
  ["no connection", () => Promise.reject(new TypeError("Failed to fetch"))],
  [
    "a service worker that has not kept it",
    () => Promise.resolve(new Response("", { status: 504 })),
  ],
])(
  "a model that %s keeps away is told as that, whatever transformers.js says",
  async (_, fails) => {
    const told: unknown[] = [];
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("wasm")));
    await setUpRuntime(env, { ...source(), onUnreachable: (error) => told.push(error) });
    vi.stubGlobal("fetch", fails);
    await expect(env.fetch("/models/a/onnx/model_quantized.onnx")).rejects.toThrow();
    expect(told).toMatchObject([{ code: "backend-unavailable", retryable: true }]);
  },
);
