import type { Server } from "node:http";
import { afterEach, expect, it } from "vitest";
import { createLog } from "../src/lib/server/log.ts";
import { onPageAsked, onRequest, tellRequest } from "../src/lib/server/metrics/metrics-channel.ts";
import { listen } from "./listen.ts";
import { createMetricsServer } from "./metrics-server.ts";
import { closeStarted, startAppServer } from "./start-app-server.ts";

const servers: Server[] = [];

afterEach(() => {
  closeStarted();
  for (const server of servers.splice(0)) server.close();
});

async function start() {
  const server = createMetricsServer(createLog("silent"));
  servers.push(server);
  const listening = await listen(server, { port: 0, host: "127.0.0.1" });
  if (!listening.ok) throw new Error(listening.message);
  return { server, url: listening.url };
}

it("the port of the figures shows what the app answers, and nothing else", async () => {
  const { url } = await start();
  const early = await fetch(`${url}/metrics`);
  expect([early.status, early.headers.get("retry-after")]).toEqual([503, "1"]);
  onPageAsked(() => Promise.resolve({ text: "runs_total 1\n", contentType: "text/plain" }));
  const page = await fetch(`${url}/metrics`);
  expect([page.status, await page.text()]).toEqual([200, "runs_total 1\n"]);
  expect((await fetch(url)).status).toBe(404);
  const post = await fetch(`${url}/metrics`, { method: "POST" });
  expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

it("a port that is taken is told with its setting", async () => {
  const { url } = await start();
  const port = Number(new URL(url).port);
  const second = createMetricsServer(createLog("silent"));
  const listening = await listen(second, { port, host: "127.0.0.1", setting: "METRICS_PORT" });
  expect(listening.ok ? "" : listening.message).toContain("set METRICS_PORT");
});

it("the entry tells of each request where it went and how it ended", async () => {
  const told: object[] = [];
  onRequest((request) => told.push(request));
  const { url } = await startAppServer((_request, response) => response.writeHead(201).end());
  await (await fetch(`${url}/predict?a=1`)).text();
  await (await fetch(`${url}/%00`)).text();
  await expect.poll(() => told.length).toBe(2);
  expect(told[0]).toMatchObject({ method: "GET", path: "/predict", status: 201 });
  tellRequest({ method: "GET", path: "/", status: 200, seconds: 1 });
  expect(told).toHaveLength(3);
});
