import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, expect, type Page, test } from "@playwright/test";
import type { KeptFiles } from "../src/service-worker/app-caches.ts";
import { chromiumOptions, testChromiumArgs } from "./chromium-options.ts";
import { expectAnswer, fillTab, isReady, type Tab, tabs } from "./page-driver.ts";
import { footers, makeNextVersion } from "./next-version.ts";
import { startServer } from "./start-server.ts";
import { site, startStaticHost } from "./static-host.ts";

// Each runs models, some of them in two browsers, on a machine that may be busy.
test.describe.configure({ timeout: 300_000 });

let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pilotlight-offline-"));
});

test.afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A place that serves the app and can go away. */
interface Host {
  readonly url: string;
  /** How its pages' addresses end. */
  readonly end?: string;
  stop(): Promise<unknown>;
}

/** A browser that keeps what it has over its restart. */
function openBrowser(): Promise<BrowserContext> {
  return chromium.launchPersistentContext(join(folder, "profile"), {
    ...chromiumOptions(testChromiumArgs),
    serviceWorkers: "allow",
  });
}

async function answersOnDevice(page: Page, { url, end = "" }: Host, tab: Tab): Promise<void> {
  await page.goto(`${url}/${tab.id}${end}`);
  await isReady(page);
  await runs(page, tab);
}

async function runs(page: Page, tab: Tab): Promise<void> {
  await fillTab(page, tab);
  await page.getByRole("button", { name: new RegExp(`^${tab.action}`, "u") }).click();
  await expectAnswer(page, tab, "this device");
}

/** One run with the host there, then other tabs without it, then these in a new browser. */
async function outlivesIts(
  host: Host,
  [first, ...others]: readonly Tab[],
  again: readonly Tab[],
): Promise<void> {
  if (!first) throw new Error("There is no tab.");
  let browser = await openBrowser();
  try {
    let page = await browser.newPage();
    await answersOnDevice(page, host, first);
    await expect(page.getByText("Ready for offline")).toBeVisible({ timeout: 120_000 });
    // What answers from here on is what the service worker keeps, not what the browser happens to have.
    await (await browser.newCDPSession(page)).send("Network.clearBrowserCache");
    await host.stop();
    await expect(fetch(host.url)).rejects.toThrow();
    for (const tab of others) await answersOnDevice(page, host, tab);
    await browser.close();
    browser = await openBrowser();
    page = await browser.newPage();
    for (const tab of again) await answersOnDevice(page, host, tab);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  } finally {
    await browser.close();
  }
}

test("after one run every tab answers without the server, over a restart of the browser too", async () => {
  await outlivesIts(await startServer(), tabs, tabs.slice(1, 2));
});

test("so does the static site under a path of a host of plain files", async () => {
  const host = { ...(await startStaticHost("/some/path")), end: "/" };
  await outlivesIts(host, [...tabs.slice(0, 1), ...tabs.slice(-1)], tabs.slice(0, 1));
});

/** What the service worker of a page says of the files that it keeps. */
async function keptFiles(page: Page): Promise<KeptFiles> {
  return await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    const reply = new Promise<KeptFiles>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<KeptFiles>) => {
        resolve(data);
      };
    });
    active?.postMessage("kept-files", [port2]);
    return await reply;
  });
}

/** Takes one file out of the caches and puts another in its place. */
async function swapFile({ gone, instead }: { gone: string; instead: string }): Promise<void> {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    if (await cache.delete(gone)) await cache.put(instead, new Response("other"));
  }
}

test("a file that is missing is told: the page is not ready, and a run names it, not the server", async () => {
  const host = await startServer();
  const browser = await openBrowser();
  try {
    const [first, second] = tabs;
    if (!first || !second) throw new Error("There are two tabs.");
    const page = await browser.newPage();
    await answersOnDevice(page, host, first);
    await expect(page.getByText("Ready for offline")).toBeVisible({ timeout: 120_000 });
    const { kept } = await keptFiles(page);
    const runtime = kept.find((url) => url.endsWith(".wasm")) ?? "";
    // As many files as before, so that who counts them sees nothing.
    await page.evaluate(swapFile, { gone: runtime, instead: `${host.url}/ort/0.0/other.wasm` });
    await (await browser.newCDPSession(page)).send("Network.clearBrowserCache");
    await host.stop();
    await page.goto(`${host.url}/${second.id}`);
    await isReady(page);
    expect((await keptFiles(page)).missing).toEqual([runtime]);
    await browser.setOffline(true);
    await expect(page.getByText("answers where its model is already here")).toBeVisible();
    await browser.setOffline(false);
    await fillTab(page, second);
    await page.getByRole("button", { name: second.action }).click();
    const answer = page.getByRole("region", { name: "Answer", exact: true });
    await expect(answer).toContainText("ort-wasm-simd-threaded.wasm", { timeout: 120_000 });
    await expect(answer).not.toContainText("server was lost");
  } finally {
    await browser.close();
    await host.stop();
  }
});

test("an update waits for the person, and tabs that were open go on with the version they have", async () => {
  const host = await startStaticHost("");
  const browser = await openBrowser();
  try {
    const [one, two] = [await browser.newPage(), await browser.newPage()];
    const [first, second, third] = tabs;
    if (!first || !second || !third) throw new Error("There are three tabs.");
    await answersOnDevice(one, { ...host, end: "/" }, first);
    await expect(one.getByText("Ready for offline")).toBeVisible({ timeout: 120_000 });
    // This tab has run nothing: all that runs take is still to be loaded.
    await two.goto(`${host.url}/${second.id}/`);
    await isReady(two);
    const next = join(folder, "next");
    await makeNextVersion(site, next);
    host.deploy(next);
    await one.evaluate(async () => (await navigator.serviceWorker.ready).update());
    const reload = one.getByRole("button", { name: "Reload now" });
    await expect(reload).toBeVisible();
    await expect(one.getByText(footers[0])).toBeVisible();
    await runs(one, first);
    await reload.click();
    await expect(one.getByText(footers[1])).toBeVisible();
    await isReady(one);
    await runs(one, first);
    await expect(two.getByText(footers[0])).toBeVisible();
    await runs(two, second);
    await two.getByRole("link", { name: "Sentiment" }).click();
    await runs(two, third);
    await two.reload();
    await expect(two.getByText(footers[1])).toBeVisible();
  } finally {
    await browser.close();
    await host.stop();
  }
});

test("the app can be installed", async () => {
  const host = await startStaticHost("/some/path");
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${host.url}/`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    const devtools = await browser.newCDPSession(page);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    expect(installabilityErrors).toEqual([]);
    const { errors } = await devtools.send("Page.getAppManifest");
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
    await host.stop();
  }
});
