import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { InferenceError } from "../../contract/inference-error.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { backendEnd, type FakeStep } from "../../testing/fake-backend.ts";
import { rehearsal } from "../../testing/rehearsal.ts";
import { rehearsalRequests } from "../../testing/rehearsal-requests.ts";
import { serveRemote } from "../../testing/serve-remote.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { Backend } from "../backend.ts";
import type { Network } from "./network.ts";
import { RemoteBackend } from "./remote-backend.ts";

const never = new AbortController().signal;
const tasks = [rehearsal];
const done = backendEnd({ said: "hi", steps: 0 });

beforeEach(() => {
  // Gradio's client writes to the console whatever it also tells its caller.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

type Options = Partial<ConstructorParameters<typeof RemoteBackend>[0]>;

function remote(rootUrl: string, options: Options = {}) {
  const { fetch } = globalThis;
  return new RemoteBackend({
    baseUrl: `${rootUrl}/`,
    fetch,
    clock: systemClock,
    tasks,
    ...options,
  });
}

async function setUp(script?: readonly FakeStep[], options: Options = {}) {
  const server = await serveRemote(script && (() => script));
  const backend = remote(server.rootUrl, options);
  onTestFinished(async () => {
    await backend.close();
    await server.close();
  });
  return { server, backend };
}

function run(backend: Backend) {
  return collect(backend.run(rehearsalRequests.valid, never));
}

testBackendContract(
  "RemoteBackend",
  async () => {
    const server = await serveRemote();
    const backend = remote(server.rootUrl);
    return Object.assign(backend, {
      close: async () => {
        await RemoteBackend.prototype.close.call(backend);
        await server.close();
      },
    });
  },
  rehearsalRequests,
);

describe("RemoteBackend", () => {
  it("tells the start, the progress, and which backend of the server answered", async () => {
    const reading = { type: "progress", stage: "reading", done: 1, total: 2, unit: "windows" };
    const { backend } = await setUp([{ ...reading } as FakeStep, done]);
    expect(await run(backend)).toMatchObject([
      { type: "backend-start" },
      reading,
      {
        type: "backend-end",
        output: { said: "hi", steps: 0 },
        model: "test-model",
        served: { backend: "onnx", reason: "the server's CPU answers at once", cached: false },
      },
    ]);
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
    const again: FakeStep = { type: "backend-start", backend: "onnx", reason };
    const { backend } = await setUp([{ waitMs: 20 }, again, done]);
    const starts = (await run(backend)).filter(({ type }) => type === "backend-start");
    expect(starts).toMatchObject([{}, { reason: "the large model failed" }]);
  });

  it("passes on a failed run's own error with its facts", async () => {
    const facts = { retryable: true, retryAfterMs: 3000 };
    const { backend } = await setUp([new InferenceError("timeout", "It is slow.", facts)]);
    await expect(run(backend)).rejects.toMatchObject({
      code: "timeout",
      message: "It is slow.",
      retryable: true,
      details: { retryAfterMs: 3000 },
    });
  });

  it("can stand for the server's large model, and says how long it may be waited for", async () => {
    const sent: Headers[] = [];
    const { backend } = await setUp([done], {
      id: "sagemaker",
      backendChoice: "onnx",
      waitMs: 600_000,
      fetch: (url, init) => {
        sent.push(new Headers(init?.headers));
        return fetch(url, init);
      },
    });
    expect(backend.id).toBe("sagemaker");
    const starts = (await run(backend)).filter(({ type }) => type === "backend-start");
    expect(starts).toMatchObject([{ backend: "sagemaker" }]);
    expect(sent[0]?.get("x-pilotlight-wait-ms")).toBe("600000");
  });

  it("asks the server for the backend that was chosen", async () => {
    const { backend } = await setUp([done], { backendChoice: "onnx" });
    expect((await run(backend)).at(-1)).toMatchObject({
      served: { reason: "the server's CPU was asked for" },
    });
  });

  it("tells the server's id of a run while it runs", async () => {
    const known: string[] = [];
    const { backend, server } = await setUp([{ waitMs: 50 }, done], {
      onRunId: ({ task }, id) => known.push(task.id, id),
    });
    for await (const event of backend.run(rehearsalRequests.valid, never)) {
      if (event.type === "backend-start") {
        expect(known).toEqual(["rehearsal", server.backend.requests[0]?.runId]);
      }
    }
  });
});

describe("a refused run", () => {
  const refused = async (reply: () => Response) => {
    const { backend, server } = await setUp();
    await run(backend);
    server.replyWith(reply);
    return run(backend);
  };

  it("ends with the server's error and its facts", async () => {
    const problem = { code: "overloaded", message: "Full.", retryable: true, retryAfterMs: 2000 };
    const reply = () => Response.json({ detail: "Full.", problem }, { status: 503 });
    await expect(refused(reply)).rejects.toMatchObject({
      code: "overloaded",
      message: "Full.",
      retryable: true,
      details: { retryAfterMs: 2000 },
    });
  });

  it.each([
    [502, "<h1>Bad gateway</h1>", "backend-failed", true],
    [503, "", "overloaded", true],
    [413, "too big", "invalid-input", false],
  ])("makes sense of a %i that is no problem of ours", async (status, body, code, retryable) => {
    const reply = () => new Response(body, { status });
    await expect(refused(reply)).rejects.toMatchObject({ code, retryable });
  });
});

describe("a lost connection", () => {
  const slow: readonly FakeStep[] = [
    { type: "progress", stage: "reading", done: 1, total: 2, unit: "windows" },
    { waitMs: 300 },
    done,
  ];

  /** Runs, does something once the run is at work, and gives what came after. */
  async function interrupt(backend: Backend, act: () => void): Promise<BackendEvent[]> {
    const events: BackendEvent[] = [];
    for await (const event of backend.run(rehearsalRequests.valid, never)) {
      if (event.type === "progress" && events.length < 3) act();
      events.push(event);
    }
    return events;
  }

  it("does not lose a run: it is followed by its id, and computed once", async () => {
    const { backend, server } = await setUp(slow);
    const events = await interrupt(backend, () => {
      server.resetConnections();
    });
    expect(events.at(-1)).toMatchObject({ type: "backend-end", output: { said: "hi" } });
    expect(server.backend.requests).toHaveLength(1);
    expect(
      server.requests.filter((request) => request.startsWith("GET /api/v1/runs/")),
    ).toHaveLength(1);
  });

  it("is asked again and again while the server is away", async () => {
    const { backend, server } = await setUp(slow);
    const events = await interrupt(backend, () => {
      server.replyWith(() => new Response("", { status: 502 }));
      server.resetConnections();
      setTimeout(() => {
        server.replyWith(null);
      }, 700);
    });
    expect(events.at(-1)).toMatchObject({ type: "backend-end", output: { said: "hi" } });
    expect(server.backend.requests).toHaveLength(1);
  });

  it("leaves the next run to a new client", async () => {
    const { backend, server } = await setUp(slow);
    await interrupt(backend, () => {
      server.resetConnections();
    });
    expect((await run(backend)).at(-1)?.type).toBe("backend-end");
    expect(server.requests.filter((request) => request === "GET /config")).toHaveLength(2);
  });

  it("that came back without a word of the client is noticed by the network's own", async () => {
    const back = Promise.withResolvers<undefined>();
    const network: Network = { isOnline: () => true, untilBack: () => back.promise };
    const { backend, server } = await setUp(slow, { network });
    const events = await interrupt(backend, () => {
      back.resolve(undefined);
    });
    expect(events.at(-1)?.type).toBe("backend-end");
    expect(server.requests.some((request) => request.startsWith("GET /api/v1/runs/"))).toBe(true);
  });

  it("before the server took the run is a network error after a few tries", async () => {
    const calls: string[] = [];
    const { backend } = await setUp([done], {
      fetch: async (url, init) => {
        if (init?.method !== "POST") return fetch(url, init);
        calls.push(new Headers(init.headers).get("idempotency-key") ?? "");
        throw new TypeError("fetch failed");
      },
    });
    await expect(run(backend)).rejects.toMatchObject({ code: "network", retryable: true });
    expect(calls).toHaveLength(3);
    expect(new Set(calls).size).toBe(1);
  });

  it("cancels a run that is followed", async () => {
    const { backend, server } = await setUp([...slow.slice(0, 1), { waitMs: 30_000 }, done]);
    const controller = new AbortController();
    const read = async () => {
      let isCut = false;
      for await (const event of backend.run(rehearsalRequests.valid, controller.signal)) {
        if (event.type === "progress" && isCut) controller.abort();
        if (event.type === "progress" && !isCut) server.resetConnections();
        isCut ||= event.type === "progress";
      }
    };
    await expect(read()).rejects.toMatchObject({ code: "aborted" });
    await vi.waitFor(() => {
      expect(server.backend.running).toBe(0);
    });
  });
});

it("a cancelled run stops at the server, and the others of its client go on", async () => {
  const { backend, server } = await setUp([{ waitMs: 300 }, done]);
  const other = run(backend);
  const controller = new AbortController();
  const cancelled = collect(backend.run(rehearsalRequests.other, controller.signal));
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
