import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { RoutedEvent, RunEvent } from "../../contract/run-event.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Network } from "../../runtime/network.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { collect } from "../../testing/collect.ts";
import { backendEnd, type FakeStep } from "../../testing/fake-backend.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { serveRest } from "../../testing/serve-rest.ts";
import { type ServerCall, ServerRuns } from "./server-runs.ts";

const never = new AbortController().signal;
const onRunId = () => undefined;
const lost = { type: "connection-update", isLost: true };
const back = { type: "connection-update", isLost: false };

const call: ServerCall = {
  taskId: "echo",
  body: JSON.stringify({ text: "Places, please." }),
  key: "a-key",
};

/** Pauses between two tries pass at once; everything longer is as long as it is. */
const hurriedClock: Clock = {
  ...systemClock,
  wait: (ms, signal) => systemClock.wait(ms > 10_000 ? ms : 1, signal),
};

const reading = {
  type: "progress",
  stage: "reading",
  done: 1,
  total: 2,
  unit: "windows",
} as const satisfies FakeStep;
const slow: readonly FakeStep[] = [reading, { waitMs: 200 }, backendEnd({ said: "hi", steps: 0 })];

const start: RunEvent = {
  type: "backend-start",
  backend: "onnx",
  role: "small",
  reason: "it is free",
  reasonFacts: { code: "at-once" },
};

/** A reply with these events that is never closed, like one whose connection died without a word. */
function streamOf(events: readonly object[]): Response {
  const frames = events.map(
    (event, index) => `id: ${index + 1}\ndata: ${JSON.stringify(event)}\n\n`,
  );
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(frames.join("")));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** A real server, and runs on it. */
async function setUp(script: readonly FakeStep[] = slow, fetch = globalThis.fetch) {
  const server = await serveRest(() => script);
  onTestFinished(() => server.close());
  const runs = new ServerRuns({ baseUrl: `${server.rootUrl}/`, fetch, clock: hurriedClock });
  return { server, runs };
}

/** All events of a run, doing something once it is at work. */
async function interrupt(runs: ServerRuns, act: () => void): Promise<RoutedEvent[]> {
  const events: RoutedEvent[] = [];
  for await (const event of runs.start(call, { signal: never, onRunId })) {
    if (event.type === "progress" && events.length < 3) act();
    events.push(event);
  }
  return events;
}

describe("a lost connection", () => {
  it("does not lose a run: it goes on after the last event that came, and is computed once", async () => {
    const { server, runs } = await setUp();
    const events = await interrupt(runs, () => {
      server.resetConnections();
    });
    expect(events).toMatchObject([
      { type: "backend-start" },
      { type: "progress" },
      lost,
      back,
      { type: "run-end", output: { said: "hi" } },
    ]);
    const runId = server.backend.requests[0]?.runId ?? "";
    expect(server.addresses).toEqual(["POST /api/v1/echo", `GET /api/v1/runs/${runId}`]);
    expect(server.requests[1]?.headers.get("last-event-id")).toBe("2");
  });

  it("is made again while proxies say that the server is away", async () => {
    const { server, runs } = await setUp();
    const events = await interrupt(runs, () => {
      let away = 5;
      server.detour((answer) => (--away > 0 ? new Response("", { status: 502 }) : answer()));
      server.resetConnections();
    });
    expect(events.at(-1)?.type).toBe("run-end");
    expect(server.backend.requests).toHaveLength(1);
  });

  it("is noticed when the network comes back from somewhere else", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let back: Promise<void> = promise;
    const server = await serveRest(() => slow);
    onTestFinished(() => server.close());
    const network: Network = { isOnline: () => true, untilBack: () => back };
    const baseUrl = `${server.rootUrl}/`;
    const runs = new ServerRuns({ baseUrl, fetch, clock: hurriedClock, network });
    const events = await interrupt(runs, () => {
      back = new Promise(() => {});
      resolve(undefined);
    });
    expect(events.at(-1)?.type).toBe("run-end");
    expect(server.addresses.some((address) => address.startsWith("GET "))).toBe(true);
  });

  it("is followed by a new run under the same key when the server has lost its memory", async () => {
    const { server, runs } = await setUp();
    const events = await interrupt(runs, () => {
      server.forget();
      server.resetConnections();
    });
    expect(events.filter(({ type }) => type === "backend-start")).toHaveLength(2);
    expect(events.at(-1)?.type).toBe("run-end");
    const sent = server.requests.filter(({ method }) => method === "POST");
    expect(sent.map(({ headers }) => headers.get("idempotency-key"))).toEqual(["a-key", "a-key"]);
  });

  it("cancels a run that is looked for", async () => {
    const { server, runs } = await setUp([reading, { waitMs: 30_000 }]);
    const controller = new AbortController();
    const read = async () => {
      for await (const event of runs.start(call, { signal: controller.signal, onRunId })) {
        if (event.type === "progress") server.resetConnections();
        if (event.type === "connection-update") controller.abort();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: "aborted" });
    await vi.waitFor(() => {
      expect(server.backend.running).toBe(0);
    });
  });
});

describe("a reply that does not come", () => {
  it("does not lose the run: sent again it is found, and computed once", async () => {
    const { server, runs } = await setUp();
    server.detour(async (answer) => {
      server.detour(null);
      await answer();
      server.resetConnections();
      return new Response("");
    });
    const events = await collect(runs.start(call, { signal: never, onRunId }));
    expect(events.slice(0, 2)).toEqual([lost, back]);
    expect(events.at(-1)?.type).toBe("run-end");
    expect(server.addresses).toEqual(["POST /api/v1/echo", "POST /api/v1/echo"]);
    expect(server.backend.requests).toHaveLength(1);
  });

  it("stops the run that was cancelled meanwhile", async () => {
    const { server, runs } = await setUp([{ waitMs: 30_000 }]);
    const controller = new AbortController();
    server.detour(async (answer) => {
      server.detour(null);
      const response = await answer();
      controller.abort();
      return response;
    });
    const run = collect(runs.start(call, { signal: controller.signal, onRunId }));
    await expect(run).rejects.toMatchObject({ code: "aborted" });
    await vi.waitFor(() => {
      const runId = server.backend.requests[0]?.runId ?? "";
      expect(server.addresses).toContain(`DELETE /api/v1/runs/${runId}`);
      expect(server.backend.running).toBe(0);
    });
  });

  it.each([
    [true, 3],
    [false, 1],
  ])("is an error after a few tries, online (%s) after %i", async (isOnline, tries) => {
    const keys: string[] = [];
    const fetch = async (_url: unknown, init?: RequestInit) => {
      keys.push(new Headers(init?.headers).get("idempotency-key") ?? "");
      throw new TypeError("fetch failed");
    };
    const network: Network = { isOnline: () => isOnline, untilBack: () => new Promise(() => {}) };
    const runs = new ServerRuns({ baseUrl: "http://host/", fetch, clock: hurriedClock, network });
    const run = collect(runs.start(call, { signal: never, onRunId }));
    await expect(run).rejects.toMatchObject({ code: "network", retryable: true });
    expect(keys).toEqual(Array.from({ length: tries }, () => "a-key"));
  });
});

describe("a run whose server stays away", () => {
  /** A run that was started before; after its first event there is silence, and then nobody. */
  function setUpAway(isOnline: boolean) {
    const clock = fakeClock();
    const asked: number[] = [];
    const fetch = async () => {
      asked.push(clock.nowMs());
      if (asked.length > 1) throw new TypeError("fetch failed");
      return streamOf([start]);
    };
    const network: Network = { isOnline: () => isOnline, untilBack: () => new Promise(() => {}) };
    const runs = new ServerRuns({ baseUrl: "http://host/", fetch, clock, network });
    const ends: unknown[] = [];
    void collect(runs.follow("a-run", never)).catch((error: unknown) => ends.push(error));
    return { clock, asked, ends };
  }

  it("is looked for after 40 s of silence, and then less and less often", async () => {
    const { clock, asked } = setUpAway(true);
    await clock.advance(39_999);
    expect(asked).toEqual([0]);
    await clock.advance(20_001);
    expect(asked).toEqual([0, 40_500, 41_500, 43_500, 47_500, 52_500, 57_500]);
  });

  it.each([
    [true, 160],
    [false, 640],
  ])("is given up, online (%s) after %i s", async (isOnline, seconds) => {
    const { clock, asked, ends } = setUpAway(isOnline);
    await clock.advance((seconds - 1) * 1_000);
    expect(ends).toEqual([]);
    await clock.advance(6_000);
    expect(ends).toMatchObject([{ code: "network" }]);
    expect(asked.at(-1)).toBeGreaterThan(seconds * 1_000);
  });
});

describe("a server of another version", () => {
  const end = { type: "run-error", runId: "a-run", error: { code: "timeout", message: "Slow." } };

  function runsOf(events: readonly object[]) {
    const fetch = vi.fn(async () => streamOf(events));
    const onUnknownEvent = vi.fn();
    const baseUrl = "http://host/";
    return {
      runs: new ServerRuns({ baseUrl, fetch, clock: systemClock, onUnknownEvent }),
      fetch,
      onUnknownEvent,
    };
  }

  it("may tell events that this page does not know", async () => {
    const last = { ...end, error: { ...end.error, retryable: true } };
    const { runs, onUnknownEvent } = runsOf([start, { type: "sun-rise" }, last]);
    const events = await collect(runs.follow("a-run", never));
    expect(events.map(({ type }) => type)).toEqual(["backend-start", "run-error"]);
    expect(onUnknownEvent).toHaveBeenCalledExactlyOnceWith("sun-rise");
  });

  it("is not asked again for an event that cannot be read", async () => {
    const { runs, fetch } = runsOf([start, end]);
    const run = collect(runs.follow("a-run", never));
    await expect(run).rejects.toMatchObject({ code: "backend-failed" });
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

describe("connections that are cut at random moments", () => {
  it.each([1, 2, 3])("lose no run of 20, and none is computed twice (seed %i)", async (seed) => {
    const server = await serveRest(({ input }) => [
      reading,
      { waitMs: 20 },
      { ...reading, done: 2 },
      { waitMs: 20 },
      backendEnd({ said: "text" in input ? String(input.text) : "", steps: 0 }),
    ]);
    onTestFinished(() => server.close());
    const runs = new ServerRuns({
      baseUrl: `${server.rootUrl}/`,
      fetch: cuttingFetch(seed),
      clock: hurriedClock,
    });
    const texts = Array.from({ length: 20 }, (_, index) => `run ${index}`);
    const answers = texts.map(async (text) => {
      const one = { ...call, body: JSON.stringify({ text }), key: text.replace(" ", "-") };
      const events = await collect(runs.start(one, { signal: never, onRunId }));
      const end = events.at(-1);
      return end?.type === "run-end" ? end.output : end;
    });
    expect(await Promise.all(answers)).toEqual(texts.map((said) => ({ said, steps: 0 })));
    expect(server.backend.requests).toHaveLength(20);
    expect(server.requests.length).toBeGreaterThan(40);
  });
});

/** A fetch whose connections break: before the request, before the reply or somewhere in the reply. */
function cuttingFetch(seed: number): typeof fetch {
  let state = seed;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const posts = new Map<string | null, number>();
  return async (url, init) => {
    const key = new Headers(init?.headers).get("idempotency-key");
    posts.set(key, (posts.get(key) ?? 0) + 1);
    const chance = random();
    // A run that the server has not taken is given up after it was sent three times.
    const mayFail = key === null || (posts.get(key) ?? 0) < 3;
    if (mayFail && chance < 0.1) throw new TypeError("not even sent");
    const response = await fetch(url, init);
    if (mayFail && chance < 0.3) {
      await response.body?.cancel();
      throw new TypeError("no reply came");
    }
    if (!response.body || chance > 0.85) return response;
    return new Response(response.body.pipeThrough(cutAfter(random() * 500)), response);
  };
}

function cutAfter(
  bytes: number,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let left = Math.round(bytes);
  return new TransformStream({
    transform: (chunk, controller) => {
      controller.enqueue(chunk.slice(0, left));
      left -= chunk.length;
      if (left <= 0) controller.error(new TypeError("cut"));
    },
  });
}
