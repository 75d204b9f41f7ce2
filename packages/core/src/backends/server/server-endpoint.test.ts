import { describe, expect, it } from "vitest";
import type { EndpointStatus } from "../../endpoint/endpoint-status.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { endpointStatus } from "../../testing/fake-endpoint.ts";
import { ServerEndpoint } from "./server-endpoint.ts";

type Reply = () => Response | Promise<Response>;

const never = new AbortController().signal;
const baseUrl = "https://text.example.org/app/";

/** An endpoint behind a server that gives these replies in order, and then none. */
function setUp(...replies: readonly Reply[]) {
  const clock = fakeClock();
  const asked: Request[] = [];
  const fetch = async (url: string | URL | Request, init?: RequestInit) => {
    asked.push(new Request(url, init));
    const reply = replies[asked.length - 1];
    return reply ? reply() : new Promise<Response>(() => undefined);
  };
  const network = { isOnline: () => true, untilBack: () => new Promise<void>(() => undefined) };
  return { clock, asked, endpoint: new ServerEndpoint({ baseUrl, fetch, clock, network }) };
}

const asJson = (value: unknown, status = 200) => Response.json(value, { status });

function asEvents(...values: readonly unknown[]): Response {
  const frames = values.map((value) => `event: status\ndata: ${JSON.stringify(value)}\n\n`);
  const headers = { "content-type": "text/event-stream; charset=utf-8" };
  return new Response(`: hello\n\n${frames.join("")}`, { headers });
}

const reply = (endpoint: EndpointStatus | null) => ({ ready: true, backends: [], endpoint });
const cold = endpointStatus();
const warm = endpointStatus({ temperature: "warm" });

/** Collects what is told, while the time passes. */
function follow(endpoint: ServerEndpoint, signal = never) {
  const told: (EndpointStatus | null)[] = [];
  const ended = (async () => {
    for await (const status of endpoint.follow(signal)) told.push(status);
    return "ended";
  })();
  return { told, ended };
}

describe("following the large model of a server", () => {
  it("tells each status of the stream, and passes over other events", async () => {
    const { endpoint, clock, asked } = setUp(() => asEvents(reply(cold), "ping", reply(warm)));
    const { told } = follow(endpoint);
    await clock.advance(0);
    expect(told).toEqual([cold, warm]);
    expect(asked[0]?.url).toBe(`${baseUrl}api/v1/status`);
    expect(asked[0]?.headers.get("accept")).toMatch(/^text\/event-stream/u);
  });

  it("ends with null where no large model is set up", async () => {
    const { endpoint } = setUp(() => asEvents(reply(null)));
    const { told, ended } = follow(endpoint);
    expect(await ended).toBe("ended");
    expect(told).toEqual([null]);
  });

  it.each([
    ["nothing", () => new Response("Not found", { status: 404 })],
    ["a page", () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } })],
    ["a status without a large model", () => asJson({ ready: true, backends: [] })],
  ] as const)("ends with null where a static host answers with %s", async (_, page) => {
    const { endpoint } = setUp(page);
    const { told, ended } = follow(endpoint);
    expect(await ended).toBe("ended");
    expect(told).toEqual([null]);
  });

  it("comes back after a lost connection, later each time, until it is told something", async () => {
    const lost = () => Promise.reject(new TypeError("Failed to fetch"));
    const { endpoint, clock, asked } = setUp(lost, lost, () => asEvents(reply(cold)), lost);
    const { told } = follow(endpoint);
    await clock.advance(1_000);
    expect(asked).toHaveLength(2);
    await clock.advance(1_999);
    expect(asked).toHaveLength(2);
    await clock.advance(1);
    expect(told).toEqual([cold]);
    await clock.advance(1_000);
    expect(asked).toHaveLength(4);
  });

  it("comes back after a failing server, and never waits longer than half a minute", async () => {
    const failing = () => asJson({ code: "overloaded", detail: "Later." }, 503);
    const { endpoint, clock, asked } = setUp(...Array.from({ length: 20 }, () => failing));
    const { told } = follow(endpoint);
    await clock.advance(61_000);
    const before = asked.length;
    await clock.advance(30_000);
    expect(asked.length).toBe(before + 1);
    expect(told).toEqual([]);
  });

  it("leaves a stream that is silent for too long", async () => {
    const headers = { "content-type": "text/event-stream" };
    const { endpoint, clock, asked } = setUp(() => new Response(new ReadableStream(), { headers }));
    follow(endpoint);
    await clock.advance(40_000);
    await clock.advance(1_000);
    expect(asked).toHaveLength(2);
  });

  it("ends when it is aborted", async () => {
    const { endpoint, clock } = setUp(() => asEvents(reply(cold)));
    const stop = new AbortController();
    const { ended } = follow(endpoint, stop.signal);
    await clock.advance(0);
    stop.abort();
    await expect(ended).rejects.toMatchObject({ code: "aborted" });
  });
});

describe("reading the status once", () => {
  it("gives the status, or null where there is none", async () => {
    const { endpoint, asked } = setUp(
      () => asJson(reply(warm)),
      () => asJson(reply(null)),
      () => asJson({ detail: "What?" }, 404),
    );
    expect(await endpoint.read(never)).toEqual(warm);
    expect(await endpoint.read(never)).toBeNull();
    expect(await endpoint.read(never)).toBeNull();
    expect(asked.map(({ headers }) => headers.get("accept"))).toEqual(
      Array.from({ length: 3 }, () => "application/json"),
    );
  });

  it("fails when the server cannot be reached, which says nothing about the large model", async () => {
    const { endpoint } = setUp(() => Promise.reject(new TypeError("Failed to fetch")));
    await expect(endpoint.read(never)).rejects.toMatchObject({ code: "network", retryable: true });
  });
});

describe("waking", () => {
  it("sends the task that asks for it, and nothing of its text", async () => {
    const warming = endpointStatus({ temperature: "warming" });
    const { endpoint, asked } = setUp(
      () => asJson(reply(warming), 202),
      () => asJson(reply(warming), 202),
    );
    expect(await endpoint.wake("summarization")).toEqual(warming);
    await endpoint.wake(null);
    expect(await Promise.all(asked.map((request) => request.json()))).toEqual([
      { task: "summarization" },
      {},
    ]);
    expect(asked[0]).toMatchObject({ method: "POST", url: `${baseUrl}api/v1/wake` });
  });

  it("tells why it was refused", async () => {
    const problem = { code: "wake-budget-spent", detail: "12 wakes were used today." };
    const { endpoint } = setUp(() => asJson(problem, 429));
    await expect(endpoint.wake(null)).rejects.toMatchObject({
      code: "wake-budget-spent",
      message: "12 wakes were used today.",
    });
  });
});
