import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createLog } from "../src/lib/server/log.ts";
import { containerPaths, createAppServer, type Handler } from "./create-server.ts";
import { gracefulStop } from "./graceful-stop.ts";
import { listen } from "./listen.ts";
import { closeStarted, startAppServer as start } from "./start-app-server.ts";

afterEach(closeStarted);

function sendRaw(url: string, bytes: string): Promise<string> {
  const socket = connectTo(url);
  socket.write(bytes);
  return readAll(socket);
}

function connectTo(url: string): Socket {
  return connect(Number(new URL(url).port), "127.0.0.1");
}

async function readAll(socket: Socket): Promise<string> {
  let reply = "";
  socket.on("data", (data: Buffer) => (reply += data.toString()));
  await once(socket, "close");
  return reply;
}

describe("the server", () => {
  it("sets the headers on what the handler writes, and lets a page have its own policy", async () => {
    const { url } = await start((request, response) => {
      const isPage = request.url === "/page";
      if (isPage) response.setHeader("content-security-policy", "own");
      response.writeHead(200, { etag: "a" }).end();
    });
    const { headers } = await fetch(`${url}/file`);
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("content-security-policy")).toContain(
      "script-src 'self' 'wasm-unsafe-eval'",
    );
    expect(headers.get("content-security-policy")).not.toContain("script-src 'self' 'unsafe");
    const page = await fetch(`${url}/page`);
    expect(page.headers.get("content-security-policy")).toBe("own");
  });

  it("names each request by its caller's word or one of its own, in the reply and to what makes it", async () => {
    const seen: unknown[] = [];
    const handler: Handler = (request, response) => {
      seen.push(request.headers["x-request-id"]);
      if (request.url === "/broken") throw new Error("It broke.");
      response.end();
    };
    const { url, lines } = await start(handler);
    const idOf = async (path: string, sent?: string) => {
      const headers = new Headers(sent === undefined ? {} : { "x-request-id": sent });
      return (await fetch(`${url}${path}`, { headers })).headers.get("x-request-id");
    };
    expect(await idOf("/", "order-17")).toBe("order-17");
    expect(await idOf("/broken", "order-18")).toBe("order-18");
    const made = [await idOf("/"), await idOf("/", "x".repeat(129)), await idOf("/", "a b")];
    expect(new Set(made).size).toBe(3);
    for (const id of made) expect(id).toMatch(/^[0-9a-f-]{36}$/u);
    expect(seen).toEqual(["order-17", "order-18", ...made]);
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { message: "request failed", requestId: "order-18" },
    ]);
    expect(await sendRaw(url, "no HTTP\r\n\r\n")).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/u);
  });

  it("answers nothing but the paths that it is told, where it is told any", async () => {
    const asked: string[] = [];
    const handler: Handler = (request, response) => {
      asked.push(request.url ?? "");
      response.end();
    };
    const { url } = await start(handler, {}, { onlyPaths: containerPaths });
    expect((await fetch(`${url}/ping?at=once`)).status).toBe(200);
    for (const path of ["/", "/healthz", "/api/v1/status", "/ping/", "/%70ing", "/models/a.json"]) {
      const reply = await fetch(url + path);
      expect(reply.status, path).toBe(404);
      expect(await reply.json()).toMatchObject({ code: "unknown-route" });
    }
    expect(asked).toEqual(["/ping?at=once"]);
  });

  it("says which methods are taken where one is not", async () => {
    const files = { prerendered: new Set(["/"]) };
    const { url } = await start((_request, response) => response.end(), files);
    const page = await fetch(url, { method: "POST" });
    expect([page.status, page.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    const trace = await sendRaw(url, "TRACE / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    expect(trace).toMatch(/^HTTP\/1\.1 405 /u);
    expect(trace).toContain("allow: GET, HEAD, POST, DELETE, OPTIONS");
  });

  it("leaves the scripts of a prerendered page to the page's own policy", async () => {
    const files = { prerendered: new Set(["/"]) };
    const { url } = await start((_request, response) => response.end(), files);
    const { headers } = await fetch(url);
    expect(headers.get("content-security-policy")).toBe("frame-ancestors 'self'");
  });

  it("asks for HTTPS from now on where a trusted proxy says that it was used", async () => {
    const handler: Handler = (_request, response) => response.end();
    const proxied = await start(handler, {}, { isHttpsOnly: true });
    const direct = await start(handler);
    const said = async (url: string, proto: string) =>
      (await fetch(url, { headers: { "x-forwarded-proto": proto } })).headers.get(
        "strict-transport-security",
      );
    expect(await said(proxied.url, "https")).toBe("max-age=31536000");
    expect(await said(proxied.url, "http")).toBeNull();
    expect(await said(direct.url, "https")).toBeNull();
  });

  it("lets versioned files be kept, has other files asked for again, and keeps nothing else", async () => {
    const files = {
      immutable: new Set(["/ort/1.0/a.wasm"]),
      revalidated: new Set(["/ort/1.0/c.wasm"]),
    };
    const { url } = await start((_request, response) => response.end(), files);
    const kept = await fetch(`${url}/ort/1.0/a.wasm?x`);
    expect(kept.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const caching = async (path: string) =>
      (await fetch(`${url}${path}`)).headers.get("cache-control");
    expect(await caching("/ort/1.0/b.wasm")).toBe("no-store");
    expect(await caching("/ort/1.0/c.wasm")).toBe("no-cache");
  });

  it("answers a handler that fails with a problem, and logs neither text nor message", async () => {
    const { url, lines } = await start(() => Promise.reject(new TypeError("the diary")));
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: "internal", status: 500 });
    expect(lines.join("")).toContain('"error":"TypeError"');
    expect(lines.join("")).not.toContain("diary");
  });

  it("believes x-forwarded-proto only when it says https", async () => {
    const { url } = await start((request, response) => {
      response.end(request.headers["x-forwarded-proto"]);
    });
    const said = async (proto: string) =>
      (await fetch(url, { headers: { "x-forwarded-proto": proto } })).text();
    expect(await said("https")).toBe("https");
    expect(await said("javascript")).toBe("http");
  });

  it("believes CloudFront, which sees the page, over the load balancer behind it", async () => {
    const { url } = await start((request, response) => {
      response.end(request.headers["x-forwarded-proto"]);
    });
    const answer = async (cloudFront: string, balancer: string) => {
      const headers = {
        "cloudfront-forwarded-proto": cloudFront,
        "x-forwarded-proto": balancer,
      };
      return (await fetch(url, { headers })).text();
    };
    expect(await answer("https", "http")).toBe("https");
    expect(await answer("http", "https")).toBe("http");
  });

  it.each([
    ["no HTTP", "x\r\n\r\n", 400],
    ["no host", "GET / HTTP/1.1\r\nconnection: close\r\n\r\n", 400],
    ["too large a head", `GET / HTTP/1.1\r\nhost: a\r\nx: ${"y".repeat(17_000)}\r\n\r\n`, 431],
  ])("answers %s with a problem that has the headers", async (_what, bytes, status) => {
    const { url } = await start((_request, response) => response.end());
    const reply = await sendRaw(url, bytes);
    expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(reply).toContain("cross-origin-embedder-policy: require-corp");
    expect(reply).toContain("application/problem+json");
  });

  it("answers a body that breaks off in its framing while the handler waits for it", async () => {
    const { url } = await start((request) => request.resume());
    const head = "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    expect(await sendRaw(url, `${head}zz\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("answers HTTP/1.0 without a host, as simple health checks speak it", async () => {
    const { url } = await start((_request, response) => response.end("ok"));
    expect(await sendRaw(url, "GET /healthz HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("gracefulStop", () => {
  it("lets running requests finish, then exits with 0", async () => {
    const gate = Promise.withResolvers<undefined>();
    const began = Promise.withResolvers<undefined>();
    const { server, url } = await start(async (_request, response) => {
      began.resolve(undefined);
      await gate.promise;
      response.end("done");
    });
    const exited = Promise.withResolvers<number>();
    const work = Promise.withResolvers<undefined>();
    const { stop } = gracefulStop({
      server,
      graceMs: 60_000,
      finishWork: async () => {
        await work.promise;
      },
      onStopping: vi.fn(),
      exit: exited.resolve,
    });
    const reply = fetch(url);
    await began.promise;
    stop();
    await expect(fetch(`${url}/late`)).rejects.toThrow();
    gate.resolve(undefined);
    expect(await (await reply).text()).toBe("done");
    work.resolve(undefined);
    expect(await exited.promise).toBe(0);
  });

  it("says that it stops for a while before it takes no more connections", async () => {
    const state = { isStopping: false };
    const { server, url } = await start(
      (_request, response) => response.end("ok"),
      {},
      {
        isStopping: () => state.isStopping,
      },
    );
    const readiness = async () => {
      const response = await fetch(`${url}/readyz`, { headers: { connection: "close" } });
      return [response.status, response.headers.get("retry-after")];
    };
    expect(await readiness()).toEqual([200, null]);
    const exited = Promise.withResolvers<number>();
    const notice = Promise.withResolvers<undefined>();
    const stopping = gracefulStop({
      server,
      notice: () => notice.promise,
      graceMs: 60_000,
      finishWork: () => Promise.resolve(),
      onStopping: vi.fn(),
      exit: exited.resolve,
    });
    stopping.stop();
    state.isStopping = stopping.isStopping;
    expect(await readiness()).toEqual([503, "5"]);
    // One who has come and said nothing yet is heard, whatever others end meanwhile.
    const early = connectTo(url);
    const said = readAll(early);
    await once(early, "connect");
    expect((await fetch(`${url}/`, { headers: { connection: "close" } })).status).toBe(200);
    expect(await readiness()).toEqual([503, "5"]);
    early.write("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    expect(await said).toMatch(/^HTTP\/1\.1 200 /u);
    notice.resolve(undefined);
    expect(await exited.promise).toBe(0);
    await expect(fetch(`${url}/readyz`)).rejects.toThrow();
  });

  it("exits at once with 1 when it is asked a second time", async () => {
    const { server } = await start(() => undefined);
    const exit = vi.fn();
    const finishWork = () => Promise.resolve();
    const { stop } = gracefulStop({
      server,
      graceMs: 60_000,
      finishWork,
      onStopping: vi.fn(),
      exit,
    });
    stop();
    stop();
    expect(exit).toHaveBeenCalledWith(1);
  });
});

describe("listen", () => {
  it("names the taken port and the next step", async () => {
    const { url } = await start(() => undefined);
    const port = Number(new URL(url).port);
    const second = createAppServer({
      handler: () => undefined,
      files: { immutable: new Set(), revalidated: new Set(), prerendered: new Set() },
      log: createLog("silent"),
    });
    expect(await listen(second, { port, host: "127.0.0.1" })).toEqual({
      ok: false,
      message: `Port ${port} on 127.0.0.1 is taken by another program. Stop that one, or set PORT to a free port, such as PORT=${port + 1}.`,
    });
  });
});
