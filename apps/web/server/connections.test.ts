// What connections may take: how many there are, and how long a reply waits for its reader.
import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Handler } from "./create-server.ts";
import { closeStarted, startAppServer as start } from "./start-app-server.ts";

afterEach(closeStarted);

describe("a reply whose reader takes nothing of it", () => {
  it("is closed after its time, however much there is to send", async () => {
    const closed = Promise.withResolvers<undefined>();
    const piece = Buffer.alloc(64 * 1024);
    const writeOn = (_request: IncomingMessage, response: ServerResponse) => {
      response.once("close", () => {
        closed.resolve(undefined);
      });
      const more = () => {
        while (response.write(piece));
      };
      response.on("drain", more);
      more();
    };
    const { server, url } = await start(writeOn, {}, { writeTimeoutMs: 100 });
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.pause();
    socket.on("error", () => socket.destroy());
    socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    await closed.promise;
    while ((await openConnections(server)) > 0) await new Promise(setImmediate);
    expect(socket.bytesRead).toBe(0);
    socket.destroy();
  });

  it("is left alone while there is nothing to send yet", async () => {
    const twice = Promise.withResolvers<undefined>();
    let times = 0;
    const { url } = await start(
      async (_request, response) => {
        response.on("timeout", () => {
          times += 1;
          if (times === 2) twice.resolve(undefined);
        });
        await twice.promise;
        response.end("late");
      },
      {},
      { writeTimeoutMs: 20 },
    );
    expect(await (await fetch(url)).text()).toBe("late");
  });
});

describe("the limits of connections", () => {
  /** A connection that sends nothing, and what came on it when it was closed. */
  function openIdle(url: string) {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let received = "";
    socket.on("data", (data: Buffer) => (received += data.toString()));
    socket.on("error", () => socket.destroy());
    return { socket, closed: once(socket, "close").then(() => received) };
  }

  const ok: Handler = (_request, response) => response.end("ok");

  it("close a caller's connections beyond his share with a problem, until he closes some", async () => {
    const connections = { max: 100, maxPerCaller: 2, trustedProxies: 0 };
    const { server, url } = await start(ok, {}, { connections });
    const idle = [openIdle(url), openIdle(url)] as const;
    for (const { socket } of idle) await once(socket, "connect");
    const refused = await openIdle(url).closed;
    expect(refused).toMatch(/^HTTP\/1\.1 503 /u);
    expect(refused).toContain("retry-after: 5");
    expect(refused).toContain('"limit":2');
    idle[0].socket.destroy();
    while ((await openConnections(server)) > 1) await new Promise(setImmediate);
    expect(await (await fetch(url)).text()).toBe("ok");
    idle[1].socket.destroy();
  });

  it("close what is beyond all of them", async () => {
    const connections = { max: 1, maxPerCaller: 100, trustedProxies: 0 };
    const { url } = await start(ok, {}, { connections });
    const first = openIdle(url);
    await once(first.socket, "connect");
    expect(await openIdle(url).closed).toBe("");
    first.socket.destroy();
  });

  it("are no limits of a trusted proxy's connections, but of a caller's requests behind it", async () => {
    const gate = Promise.withResolvers<undefined>();
    const began = Promise.withResolvers<undefined>();
    let running = 0;
    const wait: Handler = async (request, response) => {
      if (request.url === "/wait") {
        running += 1;
        if (running === 2) began.resolve(undefined);
        await gate.promise;
      }
      response.end("ok");
    };
    const connections = { max: 100, maxPerCaller: 2, trustedProxies: 1 };
    const { url } = await start(wait, {}, { connections });
    const ask = (path: string, caller: string) =>
      fetch(url + path, { headers: { "x-forwarded-for": `made up, ${caller}` } });
    const waiting = [ask("/wait", "5.5.5.5:1"), ask("/wait", "5.5.5.5:2")];
    await began.promise;
    const refused = await ask("/", "::ffff:5.5.5.5");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await refused.json()).toMatchObject({ code: "overloaded", limit: 2 });
    expect((await ask("/", "6.6.6.6")).status).toBe(200);
    gate.resolve(undefined);
    for (const response of waiting) expect(await (await response).text()).toBe("ok");
    expect((await ask("/", "5.5.5.5")).status).toBe(200);
  });
});

function openConnections(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => {
      resolve(count);
    });
  });
}
