import { describe, expect, it, onTestFinished, vi } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { backendEnd, type FakeStep } from "../../testing/fake-backend.ts";
import { echoTask } from "../../testing/echo-task.ts";
import { echoRequests } from "../../testing/echo-requests.ts";
import { serveRest } from "../../testing/serve-rest.ts";
import type { Backend } from "../backend.ts";
import { ServerBackend } from "./server-backend.ts";

const never = new AbortController().signal;
const done = backendEnd({ said: "hi", steps: 0 });

type Options = Partial<ConstructorParameters<typeof ServerBackend>[0]>;

function backendAt(rootUrl: string, options: Options = {}) {
  return new ServerBackend({
    baseUrl: `${rootUrl}/`,
    fetch: globalThis.fetch,
    clock: systemClock,
    tasks: [echoTask],
    ...options,
  });
}

async function setUp(script?: readonly FakeStep[], options: Options = {}) {
  const server = await serveRest(script && (() => script));
  const backend = backendAt(server.rootUrl, options);
  onTestFinished(async () => {
    await backend.close();
    await server.close();
  });
  return { server, backend };
}

function run(backend: Backend) {
  return collect(backend.run(echoRequests.valid, never));
}

testBackendContract(
  "ServerBackend",
  async () => {
    const server = await serveRest();
    const backend = backendAt(server.rootUrl);
    return Object.assign(backend, {
      close: async () => {
        await ServerBackend.prototype.close.call(backend);
        await server.close();
      },
    });
  },
  echoRequests,
);

describe("ServerBackend", () => {
  it("tells the start, the progress, and which backend of the server answered", async () => {
    const reading = { type: "progress", stage: "reading", done: 1, total: 2, unit: "windows" };
    const { backend, server } = await setUp([{ ...reading } as FakeStep, done]);
    const reason = "the server's CPU answers at once";
    expect(await run(backend)).toMatchObject([
      { type: "backend-start", backend: "onnx", role: "small", reason },
      reading,
      {
        type: "backend-end",
        output: { said: "hi", steps: 0 },
        model: "test-model",
        served: { backend: "onnx", reason, cached: false },
      },
    ]);
    expect(server.addresses).toEqual(["POST /api/v1/echo"]);
  });

  it("tells the place in the line, and the wait in milliseconds", async () => {
    const line: FakeStep = { type: "queue-update", position: 3, expectedMs: 4500 };
    const { backend } = await setUp([line, { ...line, position: 2, expectedMs: null }, done]);
    expect((await run(backend)).filter(({ type }) => type === "queue-update")).toEqual([
      { type: "queue-update", position: 3, expectedMs: 4500 },
      { type: "queue-update", position: 2, expectedMs: null },
    ]);
  });

  it("tells that the server starts again on another backend, and why", async () => {
    const reason = "the large model failed";
    const reasonFacts = { code: "next-in-line" } as const;
    const by = { backend: "onnx", role: "small" } as const;
    const again: FakeStep = { type: "backend-start", ...by, reason, reasonFacts };
    const { backend } = await setUp([again, done]);
    const starts = (await run(backend)).filter(({ type }) => type === "backend-start");
    expect(starts).toMatchObject([{}, { ...by, reason, reasonFacts }]);
  });

  it("passes on a failed run's own error with its facts", async () => {
    const facts = { retryable: true, retryAfterMs: 3000 };
    const { backend, server } = await setUp([new InferenceError("timeout", "It is slow.", facts)]);
    await expect(run(backend)).rejects.toMatchObject({
      code: "timeout",
      message: "It is slow.",
      retryable: true,
      details: { retryAfterMs: 3000 },
    });
    expect(server.addresses).toHaveLength(1);
  });

  it("asks for the large model in a run that names it, and says how long it may be waited for", async () => {
    const { backend, server } = await setUp([done], { role: "large", waitMs: 600_000 });
    expect(backend).toMatchObject({ id: "server", role: "large" });
    await expect(run(backend)).rejects.toMatchObject({ code: "invalid-input" });
    expect(await server.requests[0]?.json()).toMatchObject({
      text: "Places, please.",
      backend: "large",
      waitMs: 600_000,
    });
  });

  it("asks the server for the backend that was chosen", async () => {
    const { backend } = await setUp([done], { backendChoice: "onnx" });
    expect((await run(backend)).at(-1)).toMatchObject({
      served: { reason: "the server's CPU was asked for" },
    });
  });

  it("sends one run under another key when it is wished for otherwise", async () => {
    const { server, backend } = await setUp([done]);
    const request = { ...echoRequests.valid, runId: "a-run" };
    const other = backendAt(server.rootUrl, { backendChoice: "onnx" });
    for (const each of [backend, other]) await collect(each.run(request, never));
    expect(server.requests.map(({ headers }) => headers.get("idempotency-key"))).toEqual([
      "a-run-auto",
      "a-run-onnx",
    ]);
  });

  it("tells the server's id of a run while it runs", async () => {
    const known: string[] = [];
    const { backend, server } = await setUp([done], {
      onRunId: ({ task }, id) => known.push(task.id, id),
    });
    for await (const event of backend.run(echoRequests.valid, never)) {
      if (event.type === "backend-start") {
        expect(known).toEqual(["echo", server.backend.requests[0]?.runId]);
      }
    }
  });

  it("stops a cancelled run at the server, and the others go on", async () => {
    const { backend, server } = await setUp([{ waitMs: 300 }, done]);
    const other = run(backend);
    const controller = new AbortController();
    const cancelled = collect(backend.run(echoRequests.other, controller.signal));
    await vi.waitFor(() => {
      expect(server.backend.running).toBe(2);
    });
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: "aborted" });
    await vi.waitFor(() => {
      expect(server.backend.running).toBe(1);
    });
    expect((await other).at(-1)?.type).toBe("backend-end");
  });
});

describe("a refused run", () => {
  const refused = async (reply: () => Response) => {
    const { backend, server } = await setUp();
    server.detour(reply);
    await expect(run(backend)).rejects.toThrow(InferenceError);
    expect(server.addresses).toHaveLength(1);
    return run(backend);
  };

  it("ends with the server's error and its facts", async () => {
    const problem = { code: "overloaded", detail: "Full.", retryable: true, retryAfterMs: 2000 };
    await expect(refused(() => Response.json(problem, { status: 503 }))).rejects.toMatchObject({
      code: "overloaded",
      message: "Full.",
      retryable: true,
      details: { retryAfterMs: 2000 },
    });
  });

  it("keeps the words of an error that this page does not know", async () => {
    const problem = { code: "too-sunny", detail: "It is too sunny. Draw the curtains." };
    await expect(refused(() => Response.json(problem, { status: 400 }))).rejects.toMatchObject({
      code: "invalid-input",
      message: problem.detail,
    });
  });

  it.each([
    [500, "<h1>Oh</h1>", "backend-failed", true],
    [429, "", "overloaded", true],
    [413, "too big", "body-too-large", true],
    [404, "not here", "invalid-input", false],
  ])("makes sense of a %i that is no problem of ours", async (status, body, code, retryable) => {
    const reply = () => new Response(body, { status });
    await expect(refused(reply)).rejects.toMatchObject({ code, retryable });
  });

  it("is told apart from a page that answers everything", async () => {
    const page = () =>
      new Response("<!doctype html>", { headers: { "content-type": "text/html" } });
    await expect(refused(page)).rejects.toMatchObject({ code: "backend-failed" });
  });
});

it("a run that is asked for again after its reply was lost is found, and computed once", async () => {
  let isCut = true;
  const { backend, server } = await setUp([done], {
    clock: { ...systemClock, wait: (_ms, signal) => systemClock.wait(0, signal) },
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (!isCut) return response;
      await response.body?.cancel();
      throw new TypeError("no reply came");
    },
  });
  await expect(run(backend)).rejects.toMatchObject({ code: "network" });
  isCut = false;
  expect((await run(backend)).at(-1)?.type).toBe("backend-end");
  expect(server.backend.requests).toHaveLength(1);
  expect((await run(backend)).at(-1)?.type).toBe("backend-end");
  expect(server.backend.requests).toHaveLength(2);
});
