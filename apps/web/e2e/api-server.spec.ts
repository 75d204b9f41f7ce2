// What the server does below the routes: files, connections, start and stop.
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { embeddedModels } from "@pilotlight/core";
import { expect, test } from "@playwright/test";
import { countRuns, runServer, startServer } from "./start-server.ts";

/** Sends bytes as they are and gives all that comes back. */
async function sendRaw(bytes: string, baseURL = ""): Promise<string> {
  const { port, hostname } = new URL(baseURL);
  const socket = connect(Number(port), hostname);
  let reply = "";
  socket.on("data", (data: Buffer) => (reply += data.toString("latin1")));
  socket.on("error", () => socket.destroy());
  socket.write(bytes);
  await once(socket, "close");
  return reply;
}

test("a model that is not there is a real 404", async ({ request }) => {
  const response = await request.get("/models/pilotlight-nothing-v9/config.json");
  expect(response.status()).toBe(404);
  expect(response.headers()["cache-control"] ?? "").not.toContain("immutable");
});

test("files in versioned folders may be kept for a year, and the wasm comes compressed", async ({
  request,
}) => {
  const [version] = readdirSync(new URL("../build/client/ort/", import.meta.url));
  const files = [`/ort/${version ?? ""}/ort-wasm-simd-threaded.wasm`];
  for (const { folder } of embeddedModels) files.push(`/models/${folder}/tokenizer.json`);
  for (const path of files) {
    const response = await request.get(path, { headers: { "accept-encoding": "br" } });
    expect(response.status(), path).toBe(200);
    expect(response.headers()["cache-control"], path).toBe("public, max-age=31536000, immutable");
    expect(response.headers()["content-encoding"], path).toBe("br");
  }
});

test("bytes that are not HTTP get a problem", async ({ baseURL }) => {
  const reply = await sendRaw("this is not http\r\n\r\n", baseURL);
  expect(reply).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(reply).toContain("content-type: application/problem+json");
  expect(reply).toContain("cross-origin-embedder-policy: require-corp");
  expect(reply).toContain('"code":"invalid-request"');
});

test("a head that is too large gets 431 with the limit", async ({ baseURL }) => {
  const head = `GET / HTTP/1.1\r\nhost: a\r\nx: ${"y".repeat(20_000)}`;
  const reply = await sendRaw(`${head}\r\n\r\n`, baseURL);
  expect(reply).toMatch(/^HTTP\/1\.1 431 /);
  expect(reply).toContain('"limit":16384');
});

for (const [what, head] of [
  ["an address that is not UTF-8", "GET /api/%E0%A4%A HTTP/1.1\r\nhost: a"],
  ["a host that is none", "GET / HTTP/1.1\r\nhost: a b"],
  ["a reserved query name", "GET /?x-sveltekit-a=1 HTTP/1.1\r\nhost: a"],
] as const) {
  test(`${what} gets a problem`, async ({ baseURL }) => {
    const reply = await sendRaw(`${head}\r\nconnection: close\r\n\r\n`, baseURL);
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect(reply).toContain('"code":"invalid-request"');
  });
}

test("a connection stays open for longer than a load balancer's 60 s", async ({ request }) => {
  expect((await request.get("/healthz")).headers()["keep-alive"]).toBe("timeout=75");
});

test("a client that goes away ends its one-request run, and the next in line gets the worker", async () => {
  const server = await startServer({ LOG_LEVEL: "debug" }, { untilReady: true });
  const post = (text: string, accept: string, signal: AbortSignal | null = null) =>
    fetch(`${server.url}/api/v1/sentiment-analysis`, {
      method: "POST",
      headers: { "content-type": "application/json", accept },
      body: JSON.stringify({ text, sentences: true }),
      signal,
    });
  // Far more work for the only worker than the others.
  const long = "This is a sentence about nothing in particular, and it goes on. ".repeat(15_000);
  const client = new AbortController();
  const left = post(long, "application/json", client.signal).then((response) => response.text());
  let short = 0;
  const next = await untilInLine(() => {
    short += 1;
    // Just too long to go past.
    return post(`For the ${short}. time. ${"x".repeat(8_000)}`, "text/event-stream");
  });
  client.abort();
  await expect(left).rejects.toThrow();
  expect(await next()).toContain("event: run-end");
  expect(await server.stop()).toBe(0);
  // The next did not wait for the end of the work: there was none.
  expect(countRuns(server, "computed")).toBe(short);
});

/** Asks until a run has to wait in line, and gives a function that reads the rest of its events. */
async function untilInLine(ask: () => Promise<Response>): Promise<() => Promise<string>> {
  for (;;) {
    const reader = (await ask()).body?.pipeThrough(new TextDecoderStream()).getReader();
    let events = "";
    const readMore = async () => {
      const { done = true, value = "" } = (await reader?.read()) ?? {};
      events += value;
      return !done;
    };
    while (!events.includes("queue-update") && (await readMore()));
    if (!events.includes("queue-update")) continue;
    return async () => {
      while (await readMore());
      return events;
    };
  }
}

test("a taken port says so and names PORT", async ({ baseURL }) => {
  const { port } = new URL(baseURL ?? "");
  const { exitCode, output } = runServer({ PORT: port });
  expect(await exitCode).toBe(1);
  expect(output()).toContain(`Port ${port} on 127.0.0.1 is taken`);
  expect(output()).toContain(`PORT=${Number(port) + 1}`);
});

test("wrong settings stop the start, all of them named at once", async () => {
  const wrong = { PORT: "http", LOG_LEVEL: "loud", ALLOWED_ORIGINS: "https://a.example/path" };
  const { exitCode, output } = runServer(wrong);
  expect(await exitCode).toBe(1);
  for (const name of Object.keys(wrong)) expect(output()).toContain(`${name}: `);
});
