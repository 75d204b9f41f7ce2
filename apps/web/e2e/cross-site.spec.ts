// What a page of another origin can make a real browser send: refused where nobody named that origin.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import { startServer } from "./start-server.ts";

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

interface Sent {
  /** What the page was told, or that it was told nothing. */
  readonly heard: string;
  /** The status that the server answered with. */
  readonly status: number;
}

/** Sends something from the page and tells what came of it, on both sides. */
async function send(page: Page, address: string, how: Parameters<Page["evaluate"]>[0]) {
  const replied = page.waitForResponse((response) => response.url().startsWith(address));
  const heard = String(await page.evaluate(how, address));
  return { heard, status: (await replied).status() } satisfies Sent;
}

const simpleFetch = async (address: string) => {
  const response = await fetch(address, { method: "POST", mode: "no-cors" });
  return response.type;
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

/** Has a form of the page send itself, in a frame, and gives the status. */
async function sendForm(page: Page, address: string): Promise<number> {
  const replied = page.waitForResponse(address);
  await page.evaluate((action) => {
    document.body.innerHTML = `<iframe name="frame"></iframe><form method="post" target="frame" action="${action}"></form>`;
    document.forms[0]?.submit();
  }, address);
  return (await replied).status();
}

test("a page of another origin wakes nothing, sends nothing and hears nothing, until its origin is named", async ({
  page,
}) => {
  const foreign = await serveForeignPage();
  const [refused = "", allowed = ""] = foreign.origins;
  const server = await startServer({ ALLOWED_ORIGINS: allowed });
  const wake = `${server.url}/api/v1/wake`;
  const uploads = `${server.url}/gradio_api/upload`;
  const heartbeat = `${server.url}/gradio_api/heartbeat/abc`;

  await page.goto(refused);
  expect(await sendForm(page, wake)).toBe(403);
  expect(await send(page, wake, simpleFetch)).toMatchObject({ heard: "opaque", status: 403 });
  expect(await send(page, uploads, upload)).toMatchObject({ heard: "nothing", status: 403 });
  expect(await send(page, heartbeat, openStream)).toMatchObject({ heard: "nothing", status: 403 });

  // Past the guard the wake says that there is no large model here, and of a form that it is no JSON.
  await page.goto(allowed);
  expect([404, 415]).toContain(await sendForm(page, wake));
  expect(await send(page, wake, simpleFetch)).toMatchObject({ status: 404 });
  expect(await send(page, uploads, upload)).toMatchObject({ heard: "OK", status: 200 });
  expect(await send(page, heartbeat, readStream)).toMatchObject({
    heard: "data: ALIVE\n\n",
    status: 200,
  });

  foreign.server.close();
  foreign.server.closeAllConnections();
  expect(await server.stop()).toBe(0);
});
