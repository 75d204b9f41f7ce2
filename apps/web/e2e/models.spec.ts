// Models on this device: downloaded on a click, over a bad line, into little room, and for offline.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { FetchedModel } from "@pilotlight/core";
import { type BrowserContext, chromium, expect, type Page, test } from "@playwright/test";
import { chromiumOptions, testChromiumArgs } from "./chromium-options.ts";
import { startFlakyProxy } from "./flaky-proxy.ts";
import { bigBytes, bigName, fillModelsFolder, smallName } from "./models-folder.ts";
import { answerPane, expectAnswer, fillTab, isReady, openTab, tabs } from "./page-driver.ts";
import { type StartedServer, startServer } from "./start-server.ts";
import { site, startStaticHost } from "./static-host.ts";

test.use({ serviceWorkers: "allow" });

const sentiment = tabs.find(({ id }) => id === "sentiment-analysis");
if (!sentiment) throw new Error("There is a sentiment tab.");

let folder: string;
let models: readonly FetchedModel[];
let server: StartedServer;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pilotlight-models-"));
  models = await fillModelsFolder(join(folder));
  server = await startServer({ MODEL_SOURCE: folder });
});

test.afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function openPanel(page: Page, url: string, end = ""): Promise<void> {
  await page.goto(`${url}/sentiment-analysis${end}`);
  await isReady(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.getByRole("button", { name: "Models", exact: true }).click();
}

const download = (page: Page, name: string) =>
  page.getByRole("button", { name: new RegExp(`^Download ${name}`, "u") });

async function runs(page: Page, model: string | RegExp): Promise<void> {
  if (!sentiment) return;
  await fillTab(page, sentiment);
  await page.getByRole("button", { name: /^Analyze/u }).click();
  await expectAnswer(page, sentiment, "this device");
  await expect(answerPane(page)).toContainText(model);
}

/** The SHA-256 of a kept file of the large model, or null when it is not kept. */
function keptHash(page: Page, path: string): Promise<string | null> {
  const address = `/models/hub/${models[0]?.folder ?? ""}/${path}`;
  return page.evaluate(async (url) => {
    const kept = await caches.match(url);
    if (!kept) return null;
    const digest = await crypto.subtle.digest("SHA-256", await kept.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(
      "",
    );
  }, address);
}

const usage = (page: Page) =>
  page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);

test("20 MB arrive whole over a line that breaks three times, and are freed by a delete", async ({
  page,
}) => {
  const proxy = await startFlakyProxy(server.url);
  try {
    await openPanel(page, proxy.url);
    proxy.breakAfter([5_000_000, 3_000_000, 7_000_000]);
    await download(page, bigName).click();
    const choice = page.getByRole("radio", { name: bigName });
    await expect(choice).toBeVisible();
    expect(proxy.breaksLeft()).toBe(0);
    const weights = models[0]?.files.find(({ bytes }) => bytes === bigBytes);
    expect(await keptHash(page, weights?.path ?? "")).toBe(weights?.hash.hex);
    await page.reload();
    await page.getByRole("button", { name: "Models", exact: true }).click();
    await expect(choice).toBeVisible();
    expect(await usage(page)).toBeGreaterThan(bigBytes);

    // Random bytes are no model: the embedded one answers, and the page says so.
    await choice.check();
    await runs(page, `${bigName} did not work on this device`);

    // What offline takes grows until then, by more than the deleted file.
    await expect(page.getByText("Ready for offline")).toBeVisible({ timeout: 120_000 });
    const before = await usage(page);
    await page.getByRole("button", { name: `Delete ${bigName}` }).click();
    await page.getByRole("button", { name: "Delete it" }).click();
    await expect(download(page, bigName)).toBeVisible();
    await expect.poll(() => usage(page)).toBeLessThan(before - 0.99 * bigBytes);
  } finally {
    await proxy.close();
  }
});

test("a full disk is said with what is needed and free, and the embedded model answers all the same", async ({
  page,
}) => {
  await openPanel(page, server.url);
  const devtools = await page.context().newCDPSession(page);
  const quota = { origin: server.url, quotaSize: 12_000_000 };
  await devtools.send("Storage.overrideQuotaForOrigin", quota);
  await download(page, bigName).click();
  await expect(page.getByRole("alert")).toContainText(
    /needs 20\.\d MB, and this browser (?:allows \d+\.\d MB more|has no room left)/u,
  );
  expect(await keptHash(page, "config.json")).toBeNull();
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await runs(page, /pilotlight-sentiment/u);
  await devtools.send("Storage.overrideQuotaForOrigin", { origin: server.url });
  await page.getByRole("button", { name: `Retry ${bigName}` }).click();
  await expect(page.getByRole("radio", { name: bigName })).toBeVisible();
});

test("where nothing was pulled, the panel says what that takes", async ({ page }) => {
  await page.route("**/models/hub/index.json", (route) => route.fulfill({ status: 404 }));
  await openTab(page, "sentiment-analysis");
  await page.getByRole("button", { name: "Models", exact: true }).click();
  await expect(page.getByText("npm run models:pull")).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
});

test("a downloaded model answers under its own name, offline and after a restart of the browser too", async () => {
  const profile = await mkdtemp(join(tmpdir(), "pilotlight-profile-"));
  const own = await startServer({ MODEL_SOURCE: folder });
  let browser = await openBrowser(profile);
  try {
    let page = await browser.newPage();
    await openPanel(page, own.url);
    await download(page, smallName).click();
    await page.getByRole("radio", { name: smallName }).check();
    await runs(page, smallName);
    await expect(page.getByText("Ready for offline")).toBeVisible();
    await own.stop();
    await browser.close();
    browser = await openBrowser(profile);
    page = await browser.newPage();
    await page.goto(`${own.url}/sentiment-analysis`);
    await isReady(page);
    await runs(page, smallName);
    await page.getByRole("button", { name: "Models", exact: true }).click();
    await expect(page.getByRole("radio", { name: smallName })).toBeChecked();
    await expect(page.getByText(/offers could not be read/u)).toBeVisible();
  } finally {
    await browser.close();
    await own.stop();
    await rm(profile, { recursive: true, force: true });
  }
});

test("the static site has models where its host has them, under a path too", async ({ page }) => {
  const copy = await mkdtemp(join(tmpdir(), "pilotlight-site-"));
  await cp(site, copy, { recursive: true });
  await cp(folder, join(copy, "models/hub"), { recursive: true });
  const host = await startStaticHost("/some/path");
  host.deploy(copy);
  try {
    await openPanel(page, host.url, "/");
    await download(page, smallName).click();
    await page.getByRole("radio", { name: smallName }).check();
    await runs(page, smallName);
  } finally {
    await host.stop();
    await rm(copy, { recursive: true, force: true });
  }
});

function openBrowser(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    ...chromiumOptions(testChromiumArgs),
    serviceWorkers: "allow",
  });
}
