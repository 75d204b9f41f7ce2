// A run's life over REST: found again, polled, taken up, cancelled, repeated, refused.
import { type APIResponse, expect, test } from "@playwright/test";
import { numbersIn } from "./drops/read-reply.ts";
import { dropRuns } from "./drops/drop-runs.ts";
import { countRuns, type StartedServer, startServer } from "./start-server.ts";

const url = "/api/v1/sentiment-analysis";
const sentence = "This is a sentence about nothing in particular, and it goes on. ";
const asEvents = { accept: "text/event-stream" };
const later = { prefer: "respond-async" };

/** Seconds of work for a worker. */
const long = { text: sentence.repeat(15_000), sentences: true };

function addressOf(response: APIResponse): string {
  expect(response.status()).toBe(202);
  expect(response.headers()["preference-applied"]).toBe("respond-async");
  return response.headers()["location"] ?? "";
}

test("a run is filed, polled to its end, and read again as events", async ({ request }) => {
  const address = addressOf(
    await request.post(url, { data: { text: "I love it." }, headers: later }),
  );
  await expect
    .poll(async (): Promise<unknown> => (await request.get(address)).json())
    .toMatchObject({ status: "done", task: "sentiment-analysis", output: { label: "POSITIVE" } });
  const all = await (await request.get(address, { headers: asEvents })).text();
  const numbers = numbersIn(all);
  expect(all).toContain("event: run-end");
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  const headers = { ...asEvents, "last-event-id": "1" };
  const rest = await (await request.get(address, { headers })).text();
  expect(numbersIn(rest)).toEqual(numbers.slice(1));
});

test("a run is cancelled while it computes and while it waits", async () => {
  const server = await startServer({}, { untilReady: true });
  const running = await startLater(server, long);
  // A short one would go past.
  const queued = await startLater(server, long);
  expect(await stateOf(server, queued)).toMatchObject({ status: "queued", position: 1 });
  const next = startLater(server, { text: "Short." });
  for (const id of [queued, running, running]) {
    const response = await fetch(`${server.url}/api/v1/runs/${id}`, { method: "DELETE" });
    expect(response.status).toBe(204);
  }
  for (const id of [queued, running]) {
    await expect.poll(() => stateOf(server, id)).toMatchObject({ status: "cancelled" });
  }
  const nextId = await next;
  await expect.poll(() => stateOf(server, nextId)).toMatchObject({ status: "done" });
  expect(await server.stop()).toBe(0);
});

test("there is nothing to read or cancel under an unknown id", async ({ request }) => {
  for (const method of ["GET", "DELETE"]) {
    const response = await request.fetch("/api/v1/runs/none", { method });
    expect(response.status()).toBe(404);
    expect(await response.json()).toMatchObject({ code: "unknown-run" });
  }
});

test("the same key gives the first run, and is refused for another request", async ({
  request,
}) => {
  const headers = { "idempotency-key": "one-and-only" };
  const first = await request.post(url, { data: { text: "I love it." }, headers });
  const second = await request.post(url, { data: { text: "I love it." }, headers });
  expect(await second.json()).toEqual(await first.json());
  const other = await request.post(url, { data: { text: "I hate it." }, headers });
  expect(other.status()).toBe(409);
});

test("a batch tells how many inputs are done", async ({ request }) => {
  const inputs = Array.from({ length: 12 }, (_, index) => ({ text: sentence.repeat(index + 1) }));
  const response = await request.post(url, { data: { inputs }, headers: asEvents });
  const stream = await response.text();
  const done = [...stream.matchAll(/"done":(\d+),"total":12,"unit":"items"/g)].map(([, n]) => n);
  expect(done).toEqual(inputs.map((_, index) => String(index + 1)));
  expect(stream).toContain('"output":{"outputs":[{"label"');
});

test("a short run goes past the long ones of others, on the only worker", async () => {
  const server = await startServer({ TRUST_PROXY: "1" }, { untilReady: true });
  for (const address of ["10.0.0.1", "10.0.0.2", "10.0.0.3"]) {
    await startLater(server, long, { "x-forwarded-for": address });
  }
  const short = await post(server, { text: "I love it." }, { "x-forwarded-for": "10.0.0.4" });
  expect(await short.json()).toMatchObject({ label: "POSITIVE" });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  server.process.kill("SIGKILL");
});

for (const [limits, status, code] of [
  [{ MAX_QUEUED_RUNS: "1" }, 503, "overloaded"],
  [{ MAX_RUNS_PER_CALLER: "2" }, 429, "too-many-runs"],
] as const) {
  test(`with ${JSON.stringify(limits)} the third run gets ${status} and when to come back`, async () => {
    const env = { TRUST_PROXY: "1", STOP_GRACE_SECONDS: "0", ...limits };
    const server = await startServer(env, { untilReady: true });
    const mine = { "x-forwarded-for": "10.0.0.1" };
    for (let run = 0; run < 2; run += 1) await post(server, long, { ...later, ...mine });
    const refused = await post(server, long, mine);
    expect(refused.status).toBe(status);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(await refused.json()).toMatchObject({ code, retryable: true });
    const other = await post(server, long, { ...later, "x-forwarded-for": "10.0.0.2" });
    // One caller has half of the places for long runs.
    expect(other.status).toBe(202);
    expect(await server.stop()).toBe(0);
  });
}

test("30 runs whose connections are cut are all found again, and none is computed twice", async () => {
  const server = await startServer({ LOG_LEVEL: "debug" }, { untilReady: true });
  const { faults, runIds, cuts } = await dropRuns({ baseUrl: server.url, count: 30, seed: 7 });
  expect(faults).toEqual([]);
  expect(runIds.size).toBe(30);
  // Guards the check itself: connections were cut in each of the four ways.
  expect(Object.keys(cuts).toSorted()).toEqual(["events", "keyed", "page", "state"]);
  expect(await server.stop()).toBe(0);
  expect(countRuns(server, "computing")).toBe(30);
});

function post(
  server: StartedServer,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(new URL(url, server.url), {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function startLater(
  server: StartedServer,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const response = await post(server, body, { ...later, ...headers });
  await response.text();
  return response.headers.get("x-run-id") ?? "";
}

async function stateOf(server: StartedServer, runId: string): Promise<unknown> {
  return (await fetch(`${server.url}/api/v1/runs/${runId}`)).json();
}
