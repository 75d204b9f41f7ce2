// What a page of another origin can make a real browser send: refused where nobody named that origin.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import { type StartedServer, startServer } from "./start-server.ts";

/** A page of somebody else's, found under two names of this machine. */
async function serveForeignPage(): Promise<{ server: Server; origins: readonly string[] }> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end("<!doctype html><title>Elsewhere</title>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { server, origins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`] };
}

/** The statuses of the requests that have come to their end at the server; it must log at level debug. */
function statusesOf({ output }: StartedServer): readonly number[] {
  return [...output().matchAll(/"message":"request",.*"status":(\d+)/gu)].map(([, status]) =>
    Number(status),
  );
}

interface Sender {
  readonly page: Page;
  readonly server: StartedServer;
}

/** Sends something from the page, and tells what the page heard and what the server answered. */
async function send(
  { page, server }: Sender,
  path: string,
  how: (address: string) => string | Promise<string>,
): Promise<[heard: string, status: number | undefined]> {
  const before = statusesOf(server).length;
  const heard = await page.evaluate(how, `${server.url}${path}`);
  // The browser hides most of these replies from the page, and from its tools.
  await expect.poll(() => statusesOf(server).length).toBe(before + 1);
  return [heard, statusesOf(server).at(-1)];
}

const post = async (address: string) => {
  try {
    return (await fetch(address, { method: "POST" })).statusText;
  } catch {
    return "nothing";
  }
};

const postBlindly = async (address: string) => {
  try {
    return (await fetch(address, { method: "POST", mode: "no-cors" })).type;
  } catch {
    return "nothing";
  }
};

const upload = async (address: string) => {
  const body = new FormData();
  body.append("files", new File(["text"], "a.txt"));
  try {
    return (await fetch(address, { method: "POST", body })).statusText;
  } catch {
    return "nothing";
  }
};

const readStream = async (address: string) => {
  try {
    const reader = (await fetch(address)).body?.getReader();
    const first = await reader?.read();
    await reader?.cancel();
    return new TextDecoder().decode(first?.value);
  } catch {
    return "nothing";
  }
};

const openStream = (address: string) =>
  new Promise<string>((resolve) => {
    const source = new EventSource(address);
    const end = (heard: string) => {
      source.close();
      resolve(heard);
    };
    source.onmessage = () => {
      end("a message");
    };
    source.onerror = () => {
      end("nothing");
    };
  });

const sendForm = (address: string) =>
  new Promise<string>((resolve) => {
    document.body.innerHTML = `<iframe name="frame"></iframe><form method="post" target="frame" action="${address}"></form>`;
    document.querySelector("iframe")?.addEventListener("load", () => {
      resolve("a frame");
    });
    document.forms[0]?.submit();
  });

test("a page of another origin wakes nothing, sends nothing and hears nothing, until its origin is named", async ({
  page,
}) => {
  const foreign = await serveForeignPage();
  const [refused = "", allowed = ""] = foreign.origins;
  const server = await startServer({ ALLOWED_ORIGINS: allowed, LOG_LEVEL: "debug" });
  const here = { page, server };
  const [wake, uploads, heartbeat] = [
    "/api/v1/wake",
    "/gradio_api/upload",
    "/gradio_api/heartbeat/abc",
  ];

  await page.goto(refused);
  expect(await send(here, wake, sendForm)).toEqual(["a frame", 403]);
  expect(await send(here, wake, post)).toEqual(["nothing", 403]);
  expect(await send(here, wake, postBlindly)).toEqual(["nothing", 403]);
  expect(await send(here, uploads, upload)).toEqual(["nothing", 403]);
  expect(await send(here, heartbeat, openStream)).toEqual(["nothing", 403]);

  await page.goto(allowed);
  // Past the guard, a wake is told that there is no large model here.
  expect(await send(here, wake, post)).toEqual(["Not Found", 404]);
  expect(await send(here, uploads, upload)).toEqual(["OK", 200]);
  expect(await send(here, heartbeat, readStream)).toEqual(["data: ALIVE\n\n", 200]);

  foreign.server.close();
  foreign.server.closeAllConnections();
  expect(await server.stop()).toBe(0);
});
