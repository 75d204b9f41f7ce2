// The server behind a proxy that lays it under a path of a larger site and strips that path.
import { createServer, request as ask } from "node:http";
import { expect, test } from "@playwright/test";
import { choosePlace, expectAnswer, fillTab, isReady, tabs } from "./page-driver.ts";

const path = "/tools/pilotlight";

async function startProxy(target: string) {
  const strays: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    const { url = "/", method, headers } = incoming;
    if (!url.startsWith(`${path}/`)) {
      strays.push(url);
      outgoing.writeHead(404).end();
      return;
    }
    const forwarded = ask(new URL(url.slice(path.length), target), { method, headers }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    outgoing.on("close", () => forwarded.destroy());
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  return {
    url: `http://127.0.0.1:${address.port}${path}`,
    strays,
    stop: () => {
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}

test("under a path of a proxy each tab answers, from this device and from the server", async ({
  page,
  baseURL,
}) => {
  const proxy = await startProxy(baseURL ?? "");
  try {
    for (const tab of tabs) {
      await page.goto(`${proxy.url}/${tab.id}`);
      await isReady(page);
      for (const [place, said] of [
        ["This device", "this device"],
        ["This server", "this server"],
      ] as const) {
        await choosePlace(page, place);
        await fillTab(page, tab);
        await page.getByRole("button", { name: new RegExp(`^${tab.action}`, "u") }).click();
        await expectAnswer(page, tab, said);
      }
    }
    await page.getByRole("link", { name: "Summarize" }).click();
    await expect(page).toHaveURL(`${proxy.url}/summarization`);
    expect(proxy.strays.filter((url) => url !== "/favicon.ico")).toEqual([]);
  } finally {
    proxy.stop();
  }
});
