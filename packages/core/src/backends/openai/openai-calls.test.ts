// How such a server is watched and woken, over real HTTP; the clock is the test's.
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { EndpointMonitor, type EndpointMonitorOptions } from "../../endpoint/endpoint-monitor.ts";
import { type FakeClock, fakeClock } from "../../testing/fake-clock.ts";
import { OpenaiCalls } from "./openai-calls.ts";
import { OpenaiClient } from "./openai-client.ts";
import { errorReply, type Instead, openOpenaiServer } from "./testing/openai-server.ts";

const signal = new AbortController().signal;
const click = { by: "person", isKnownCaller: true } as const;
const sighted = { isBlind: false };
const patiently = { timeout: 60_000 };
const minuteMs = 60_000;
const chat = '{"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1}';
const asleep: Instead = () => errorReply(503, "Service Unavailable");

interface Options {
  readonly sleepsAfterMs?: number | null;
  readonly instead?: Instead;
  readonly timeoutMs?: number;
}

async function openCalls({ sleepsAfterMs = null, instead, timeoutMs }: Options = {}) {
  const { server } = await openOpenaiServer(undefined, instead ? { instead } : {});
  const clock = fakeClock();
  const client = new OpenaiClient({
    url: server.rootUrl,
    modelName: "mistral",
    clock,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const calls = new OpenaiCalls({ client, clock, sleepsAfterMs });
  const paths = () => server.requests.map(({ path }) => path);
  return { server, clock, client, calls, paths };
}

function monitorOf(
  calls: OpenaiCalls,
  clock: FakeClock,
  options: Partial<EndpointMonitorOptions> = {},
): EndpointMonitor {
  const monitor = new EndpointMonitor({
    calls,
    modelName: "mistral",
    instanceType: "its server",
    price: null,
    wakePolicy: "summarization",
    wakesPerDay: 2,
    mayAnonymousWake: true,
    maxWaiting: 100,
    clock,
    ...options,
  });
  onTestFinished(() => {
    monitor.close();
  });
  return monitor;
}

describe("a look at a server that does not sleep", () => {
  it("asks for its list of models, never the model", async () => {
    const { calls, paths } = await openCalls();
    await expect(calls.look(signal)).resolves.toEqual({ copy: "running", instances: 1 });
    expect(paths()).toEqual(["/v1/models"]);
  });

  it("asks for its health where it has no such list, and asks for the list once", async () => {
    const { calls, paths } = await openCalls({
      instead: ({ path }) => (path === "/health" ? new Response() : errorReply(404, "Not Found")),
    });
    for (let look = 0; look < 2; look += 1) {
      await expect(calls.look(signal)).resolves.toMatchObject({ copy: "running" });
    }
    expect(paths()).toEqual(["/v1/models", "/health", "/health"]);
  });

  it("asks llama.cpp's for its health, too, whose list answers while it loads", async () => {
    const { calls, server, paths } = await openCalls({
      instead: ({ path }) =>
        path === "/health"
          ? errorReply(503, "Loading model")
          : Response.json({ data: [{ id: "m", owned_by: "llamacpp" }] }),
    });
    await expect(calls.look(signal)).resolves.toEqual({ copy: "coming", instances: 1 });
    expect(paths()).toEqual(["/v1/models", "/health"]);
    server.answerInstead(({ path }) => (path === "/health" ? new Response() : null));
    await expect(calls.look(signal)).resolves.toMatchObject({ copy: "running" });
  });

  it.each([502, 503, 504])("finds no copy behind a gateway that says %i", async (status) => {
    const { calls } = await openCalls({ instead: () => errorReply(status, "") });
    await expect(calls.look(signal)).resolves.toEqual({ copy: "none", instances: 0 });
  });

  it("finds no copy where nobody listens", async () => {
    const { calls, server } = await openCalls();
    await server.close();
    await expect(calls.look(signal)).resolves.toEqual({ copy: "none", instances: 0 });
    await expect(calls.wake(sighted, signal)).resolves.toMatchObject({ isSent: false });
  });

  it("that is refused says which setting is wrong", async () => {
    const { calls } = await openCalls({ instead: () => errorReply(401, "no") });
    const error: unknown = await calls.look(signal).catch((reason: unknown) => reason);
    expect(calls.explain(error)).toMatchObject({
      name: "HTTP 401",
      advice: expect.stringContaining("LARGE_MODEL_KEY") as unknown,
    });
  });
});

describe("a wake", () => {
  it("is one chat of one token, and is sent when a gateway says that the model sleeps", async () => {
    const { calls, server } = await openCalls({ instead: asleep });
    const outcome = await calls.wake(sighted, signal);
    expect(outcome).toMatchObject({ isSent: true, result: "cold" });
    expect(server.requests).toMatchObject([{ body: { model: "mistral", max_tokens: 1 } }]);
    server.answerInstead(() => null);
    await expect(calls.wake(sighted, signal)).resolves.toEqual({
      isSent: false,
      result: "answered",
    });
  });

  it("that a gateway holds until the model is there is sent, and not hung up on", async () => {
    const held = Promise.withResolvers<undefined>();
    const { calls, clock, server } = await openCalls({
      sleepsAfterMs: 15 * minuteMs,
      instead: async () => {
        await held.promise;
        return Response.json({ choices: [{ message: {} }] });
      },
    });
    const wakes = Promise.all([calls.wake(sighted, signal), calls.wake(sighted, signal)]);
    await vi.waitFor(() => {
      expect(server.requests).toHaveLength(1);
    }, patiently);
    await clock.advance(10_000);
    await expect(wakes).resolves.toEqual(Array(2).fill({ isSent: true, result: null }));
    await clock.advance(1000);
    held.resolve(undefined);
    // The answer to the call that was held is seen without another.
    await vi.waitFor(async () => {
      expect(await calls.look(signal)).toMatchObject({ copy: "running" });
    }, patiently);
  });
});

describe("a server that sleeps", () => {
  const sleepsAfterMs = 15 * minuteMs;

  it("is not looked at while nobody waits for it", async () => {
    const { calls, clock, server } = await openCalls({ sleepsAfterMs });
    const monitor = monitorOf(calls, clock);
    await clock.advance(60 * minuteMs);
    expect(monitor.status()).toMatchObject({ temperature: "cold" });
    expect(server.requests).toEqual([]);
  });

  it("counts as awake for its time after an answer, then as asleep, without a request", async () => {
    const { calls, client, clock, paths } = await openCalls({ sleepsAfterMs });
    await client.invoke(chat, signal);
    expect(await calls.look(signal)).toEqual({ copy: "running", instances: 1 });
    await clock.advance(sleepsAfterMs - 1);
    expect(await calls.look(signal)).toEqual({ copy: "running", instances: 1 });
    await clock.advance(1);
    expect(await calls.look(signal)).toEqual({ copy: "none", instances: 0 });
    expect(paths()).toEqual(["/v1/chat/completions"]);
  });

  it("is looked at from the wake on, is waking while its gateway says 503, and is left alone once it answers", async () => {
    const { calls, clock, server, paths } = await openCalls({ sleepsAfterMs, instead: asleep });
    await clock.advance(1);
    await calls.wake(sighted, signal);
    expect(await calls.look(signal)).toEqual({ copy: "coming", instances: 1 });
    server.answerInstead(() => null);
    await clock.advance(1);
    expect(await calls.look(signal)).toEqual({ copy: "running", instances: 1 });
    expect(await calls.look(signal)).toEqual({ copy: "running", instances: 1 });
    expect(paths()).toEqual(["/v1/chat/completions", "/v1/models", "/v1/models"]);
  });

  it("is looked at after a run that found it asleep", async () => {
    const { calls, client, clock, paths } = await openCalls({ sleepsAfterMs, instead: asleep });
    await clock.advance(1);
    await client.invoke(chat, signal).catch(() => undefined);
    expect(await calls.look(signal)).toMatchObject({ copy: "coming" });
    expect(paths()).toEqual(["/v1/chat/completions", "/v1/models"]);
  });

  it("is given up 20 minutes after the wake", async () => {
    const { calls, clock, server } = await openCalls({ sleepsAfterMs, instead: asleep });
    await clock.advance(1);
    await calls.wake(sighted, signal);
    await clock.advance(20 * minuteMs);
    expect(await calls.look(signal)).toEqual({ copy: "none", instances: 0 });
    expect(server.requests).toHaveLength(1);
  });

  it("is waking when its gateway holds the look", async () => {
    const { calls, clock } = await openCalls({
      sleepsAfterMs,
      timeoutMs: 20,
      instead: async ({ path }) =>
        path === "/v1/models" ? new Promise<Response>(() => undefined) : errorReply(503, ""),
    });
    await clock.advance(1);
    await calls.wake(sighted, signal);
    expect(await calls.look(signal)).toMatchObject({ copy: "coming" });
  });

  it("wakes once for many, within the budget, and is warm when it answers", async () => {
    const { calls, clock, server, paths } = await openCalls({ sleepsAfterMs, instead: asleep });
    const monitor = monitorOf(calls, clock, { wakesPerDay: 1 });
    await clock.advance(1);
    const wakes = Array.from({ length: 20 }, () => monitor.wake(click));
    for (const { temperature } of await Promise.all(wakes)) expect(temperature).toBe("warming");
    expect(paths().filter((path) => path.endsWith("completions"))).toHaveLength(1);
    server.answerInstead(() => null);
    await vi.waitFor(async () => {
      await clock.advance(3000);
      expect(monitor.status()).toMatchObject({ temperature: "warm", available: true });
    }, patiently);
    const seen = paths().length;
    await clock.advance(sleepsAfterMs + minuteMs);
    expect(monitor.status()).toMatchObject({ temperature: "cold" });
    await expect(monitor.wake(click)).rejects.toMatchObject({ code: "wake-budget-spent" });
    expect(paths()).toHaveLength(seen);
  });
});
