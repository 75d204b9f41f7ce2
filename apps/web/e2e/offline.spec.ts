import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, expect, type Page, test } from "@playwright/test";
import { expectAnswer, fillTab, isReady, type Tab, tabs } from "./page-driver.ts";
import { footers, makeNextVersion } from "./next-version.ts";
import { startServer } from "./start-server.ts";
import { site, startStaticHost } from "./static-host.ts";

const executablePath = process.env["CHROMIUM_PATH"];

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

/** A browser that keeps what it has over its restart, with service workers. */
function openBrowser(): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    ...(executablePath ? { executablePath } : {}),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
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

/** One run with the host there, then every tab without it, then every tab in a new browser. */
async function outlivesIts(host: Host): Promise<void> {
  const [first, ...others] = tabs;
  if (!first) throw new Error("There is no tab.");
  let browser = await openBrowser();
  try {
    let page = await browser.newPage();
    await answersOnDevice(page, host, first);
    await expect(page.getByText("Ready for offline")).toBeVisible({ timeout: 30_000 });
    await host.stop();
    await expect(fetch(host.url)).rejects.toThrow();
    for (const tab of others) await answersOnDevice(page, host, tab);
    await browser.close();
    browser = await openBrowser();
    page = await browser.newPage();
    for (const tab of tabs) await answersOnDevice(page, host, tab);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  } finally {
    await browser.close();
  }
}

test("after one run every tab answers without the server, over a restart of the browser too", async () => {
  await outlivesIts(await startServer());
});

test("so does the static site under a path of a host of plain files", async () => {
  await outlivesIts({ ...(await startStaticHost("/some/path")), end: "/" });
});

test("an update waits for the person, and tabs that were open go on with the version they have", async () => {
  const host = await startStaticHost("");
  const browser = await openBrowser();
  try {
    const [one, two] = [await browser.newPage(), await browser.newPage()];
    const [first, second, third] = tabs;
    if (!first || !second || !third) throw new Error("There are three tabs.");
    await answersOnDevice(one, { ...host, end: "/" }, first);
    await expect(one.getByText("Ready for offline")).toBeVisible({ timeout: 30_000 });
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
