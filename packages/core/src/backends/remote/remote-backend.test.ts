import { describe, expect, it, onTestFinished } from "vitest";
import { InferenceError } from "../../errors/inference-error.ts";
import { createRestApi } from "../../protocol/rest/rest-api.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { backendEnd, FakeBackend, type FakeStep } from "../../testing/fake-backend.ts";
import { makeRunService } from "../../testing/make-run-service.ts";
import { rehearsal } from "../../testing/rehearsal.ts";
import { rehearsalRequests, rehearse } from "../../testing/rehearsal-requests.ts";
import { serveHttp } from "../../testing/serve-http.ts";
import type { Backend } from "../backend.ts";
import { RemoteBackend } from "./remote-backend.ts";

const never = new AbortController().signal;
const tasks = [rehearsal];

/** Our REST on a real socket, over a backend that rehearses. */
async function serveRest(backends: readonly Backend[]) {
  const runs = makeRunService({ tasks, backends, clock: systemClock });
  const api = createRestApi({
    runs,
    clock: systemClock,
    maxBodyBytes: 10_000,
    allowedOrigins: [],
    readiness: () => ({ ready: true }),
    onFault: (error) => {
      throw error;
    },
  });
  const server = await serveHttp((request) => {
    const [kind = "", id = ""] = new URL(request.url).pathname.split("/").slice(3);
    return kind === "runs" ? api.keptRun(request, id) : api.run(request, kind, { caller: "me" });
  });
  return server;
}

function remote(baseUrl: string, fetch = globalThis.fetch) {
  return new RemoteBackend({ baseUrl, fetch, tasks });
}

/** A backend in front of one scripted reply. */
function replying(response: () => Response | Promise<Response>) {
  const calls: Request[] = [];
  const backend = remote("https://example.org/app/", async (url, init) => {
    calls.push(new Request(url, init));
    return response();
  });
  return { backend, calls };
}

function run(backend: Backend) {
  return collect(backend.run(rehearsalRequests.valid, never));
}

testBackendContract(
  "RemoteBackend",
  async () => {
    const behind = new FakeBackend({ id: "onnx", clock: systemClock, script: rehearse });
    const server = await serveRest([behind]);
    const backend = remote(server.baseUrl);
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
  const served = async (...scripts: (readonly FakeStep[])[]) => {
    const ids = ["sagemaker", "onnx"] as const;
    const backends = scripts.map(
      (script, index) =>
        new FakeBackend({ id: ids[index] ?? "onnx", clock: systemClock, script: () => script }),
    );
    const server = await serveRest(backends);
    onTestFinished(server.close);
    return remote(server.baseUrl);
  };

  it("tells which backend of the server answered and why", async () => {
    const backend = await served([backendEnd({ said: "hi", steps: 0 }, { computeMs: 7 })]);
    expect((await run(backend)).at(-1)).toMatchObject({
      computeMs: 7,
      served: { backend: "sagemaker", reason: "the large model answers at once", cached: false },
    });
  });

  it("tells that the server starts again on another backend", async () => {
    const failure = new InferenceError("backend-failed", "It broke.", { retryable: true });
    const backend = await served(
      [{ type: "text-delta", text: "half" }, failure],
      [backendEnd({ said: "hi", steps: 0 })],
    );
    const events = await run(backend);
    expect(events.map(({ type }) => type)).toEqual([
      "backend-start",
      "text-delta",
      "backend-start",
      "backend-end",
    ]);
  });

  it("passes on the server's own error with its facts", async () => {
    const full = new InferenceError("overloaded", "The line is full.", {
      retryable: true,
      retryAfterMs: 3000,
    });
    await expect(run(await served([full]))).rejects.toMatchObject({
      code: "overloaded",
      retryable: true,
      details: { retryAfterMs: 3000 },
    });
  });

  it("sends the input with the choice of backend to the task's address under the app's own", async () => {
    const { backend, calls } = replying(() => new Response(null, { status: 404 }));
    await expect(run(backend)).rejects.toBeInstanceOf(InferenceError);
    expect(calls[0]?.url).toBe("https://example.org/app/api/v1/rehearsal");
    expect(await calls[0]?.json()).toEqual({
      ...rehearsalRequests.valid.input,
      backend: "auto",
    });
  });

  it("reads a problem's code, message and facts, and from its status whether to go on", async () => {
    const problem = { code: "overloaded", detail: "Full.", retryAfterMs: 2000, limit: 8 };
    const { backend } = replying(() => Response.json(problem, { status: 503 }));
    await expect(run(backend)).rejects.toMatchObject({
      code: "overloaded",
      message: "Full.",
      retryable: true,
      details: { retryAfterMs: 2000, limit: 8 },
    });
    const refused = replying(() => Response.json({ code: "invalid-input" }, { status: 400 }));
    await expect(run(refused.backend)).rejects.toMatchObject({
      code: "invalid-input",
      retryable: false,
    });
  });

  it.each([
    [502, "<h1>Bad gateway</h1>", "backend-failed", true],
    [503, "", "overloaded", true],
    [500, '{"code":"of a newer server","detail":"?"}', "backend-failed", true],
    [413, "too big", "invalid-input", false],
  ])("makes sense of a %i that is no problem of ours", async (status, body, code, retryable) => {
    const { backend } = replying(() => new Response(body, { status }));
    await expect(run(backend)).rejects.toMatchObject({ code, retryable });
  });

  it("takes the time to wait from the header of a proxy", async () => {
    const headers = { "retry-after": "4" };
    const { backend } = replying(() => new Response("busy", { status: 503, headers }));
    await expect(run(backend)).rejects.toMatchObject({ details: { retryAfterMs: 4000 } });
  });

  it("has the server cancel a run that it leaves, also when the reply comes only after that", async () => {
    const reply = Promise.withResolvers<Response>();
    const { backend, calls } = replying(() => reply.promise);
    const stop = new AbortController();
    const left = collect(backend.run(rehearsalRequests.valid, stop.signal));
    stop.abort();
    await expect(left).rejects.toMatchObject({ code: "aborted" });
    reply.resolve(new Response(": hello\n\n", { headers: { "x-run-id": "abc" } }));
    await expect.poll(() => calls.at(-1)?.method).toBe("DELETE");
    expect(calls.at(-1)?.url).toBe("https://example.org/app/api/v1/runs/abc");
  });

  it("calls a failed connection a network error that another place may mend", async () => {
    const { backend } = replying(() => Promise.reject(new TypeError("fetch failed")));
    await expect(run(backend)).rejects.toMatchObject({ code: "network", retryable: true });
  });

  it("calls a stream that is cut before its end a network error", async () => {
    const start = 'data: {"type":"backend-start","backend":"onnx","reason":"it is free"}\n\n';
    const { backend } = replying(() => new Response(`: hello\n\n${start}`));
    await expect(run(backend)).rejects.toMatchObject({ code: "network", retryable: true });
  });

  it("passes over frames that it does not know", async () => {
    const info = { id: "r", backend: "onnx", model: "m", reason: "r", cached: false };
    const runEnd = {
      type: "run-end",
      output: { said: "hi", steps: 0 },
      run: { ...info, queueMs: 0, computeMs: 1, notice: null },
    };
    const frames = ["not json", '{"type":"of-a-newer-server"}', "7", JSON.stringify(runEnd)];
    const { backend } = replying(
      () => new Response(frames.map((frame) => `data: ${frame}\n\n`).join("")),
    );
    expect((await run(backend)).map(({ type }) => type)).toEqual(["backend-end"]);
  });
});
