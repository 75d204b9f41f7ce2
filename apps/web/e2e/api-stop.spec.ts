// SIGTERM: what runs may finish, what takes too long is told so, and the process ends with 0.
import { expect, test } from "@playwright/test";
import { countRuns, type StartedServer, startServer } from "./start-server.ts";

const sentence = "This is a sentence about nothing in particular, and it goes on. ";

function post(server: StartedServer, body: object, headers: Readonly<Record<string, string>> = {}) {
  return fetch(`${server.url}/api/v1/sentiment-analysis`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

// However slow the machine is, what runs may finish.
const longGrace = { STOP_GRACE_SECONDS: "600" };

const asEvents = { accept: "text/event-stream" };

test("a running request and a run that is read as events finish, then the process ends with 0", async () => {
  const server = await startServer(longGrace, { untilReady: true });
  const text = sentence.repeat(1_000);
  const inputs = Array.from({ length: 40 }, () => ({ text: sentence.repeat(20) }));
  const batch = post(server, { inputs });
  // Once the head of this one has come, it is under way.
  const events = await post(server, { text, sentences: true }, asEvents);
  const code = server.stop();
  expect(await events.text()).toContain("event: run-end");
  expect((await batch).status).toBe(200);
  expect(await code).toBe(0);
});

test("a run that nobody waits for on a connection finishes too", async () => {
  const server = await startServer({ ...longGrace, LOG_LEVEL: "debug" }, { untilReady: true });
  const text = sentence.repeat(1_500);
  await (await post(server, { text, sentences: true }, { prefer: "respond-async" })).text();
  expect(await server.stop()).toBe(0);
  expect(countRuns(server, "computed")).toBe(1);
});

test("while it gives notice it is not ready, and still takes connections and runs", async () => {
  const server = await startServer({ STOP_NOTICE_SECONDS: "600" }, { untilReady: true });
  const ended = server.stop();
  const fresh = { connection: "close" };
  await expect
    .poll(async () => (await fetch(`${server.url}/readyz`, { headers: fresh })).status)
    .toBe(503);
  expect((await fetch(`${server.url}/healthz`, { headers: fresh })).status).toBe(200);
  const reply = await post(server, { text: sentence }, fresh);
  expect(reply.status).toBe(200);
  // The second one waits for nothing.
  void server.stop();
  expect(await ended).toBe(1);
});

test("a run that takes longer than the grace is told that the server restarts", async () => {
  const env = { STOP_GRACE_SECONDS: "1", ONNX_THREADS: "1" };
  const server = await startServer(env, { untilReady: true });
  const text = sentence.repeat(15_000);
  const events = await post(server, { text, sentences: true }, asEvents);
  // The head of this one has come too: it is in the line behind the first.
  const waiting = await post(server, { text: sentence.repeat(200) }, asEvents);
  const code = server.stop();
  for (const stream of [await events.text(), await waiting.text()]) {
    expect(stream).toContain("event: run-error");
    expect(stream).toContain('"code":"backend-unavailable","message":"The server is restarting.');
  }
  expect(await code).toBe(0);
});

test("a client of Gradio's reads that the server restarts", async () => {
  const env = { STOP_GRACE_SECONDS: "1", ONNX_THREADS: "1" };
  const server = await startServer(env, { untilReady: true });
  const call = `${server.url}/gradio_api/call/sentiment-analysis`;
  const started = await fetch(call, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ data: [sentence.repeat(15_000), true] }),
  });
  const eventId = /"event_id":"(\w+)"/.exec(await started.text())?.[1] ?? "";
  const events = await fetch(`${call}/${eventId}`);
  const code = server.stop();
  const stream = await events.text();
  expect(stream).toContain("event: error");
  expect(stream).toContain("The server is restarting");
  expect(await code).toBe(0);
});
