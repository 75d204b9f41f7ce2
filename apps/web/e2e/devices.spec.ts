// Browsers of different abilities: each answers, or says clearly why not.
import { chromium, expect, type Page, test } from "@playwright/test";
import { chromiumOptions, testChromiumArgs } from "./chromium-options.ts";
import { chooseBackend, expectAnswer, fillTab, isReady, type Tab, tabs } from "./page-driver.ts";
import { startStaticHost } from "./static-host.ts";

test.use({ serviceWorkers: "allow" });

const sentiment = tabs.find(({ id }) => id === "sentiment-analysis");
if (!sentiment) throw new Error("There is a tab for sentiment.");

async function openBrowser(...args: readonly string[]) {
  return await chromium.launch(chromiumOptions([...testChromiumArgs, ...args]));
}

async function runs(page: Page, tab: Tab): Promise<void> {
  await fillTab(page, tab);
  await page.getByRole("button", { name: new RegExp(`^${tab.action}`, "u") }).click();
}

async function deviceLine(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Models", exact: true }).click();
  return await page.getByText(/^Models run on the processor|they cannot run here/u).innerText();
}

test("an isolated page on several cores answers with two threads", async ({ page }) => {
  await page.goto(`/${sentiment.id}`);
  await isReady(page);
  await runs(page, sentiment);
  await expectAnswer(page, sentiment, "this device");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await deviceLine(page)).toContain("2 threads");
});

test("one core answers with one thread", async ({ page, context }) => {
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setHardwareConcurrencyOverride", { hardwareConcurrency: 1 });
  await page.goto(`/${sentiment.id}`);
  await isReady(page);
  await runs(page, sentiment);
  await expectAnswer(page, sentiment, "this device");
  expect(await deviceLine(page)).toContain("one core");
});

test("a host without headers answers with one thread at the first visit", async ({ page }) => {
  const host = await startStaticHost("");
  try {
    await page.goto(`${host.url}/${sentiment.id}/`);
    await isReady(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await runs(page, sentiment);
    await expectAnswer(page, sentiment, "this device");
    expect(await deviceLine(page)).toContain("without the headers");
  } finally {
    await host.stop();
  }
});

test("without SIMD the server answers, and this device alone says why it cannot", async ({
  baseURL,
}) => {
  const browser = await openBrowser("--js-flags=--no-enable-sse4-1");
  try {
    const page = await browser.newPage();
    await page.goto(`${baseURL ?? ""}/${sentiment.id}`);
    await isReady(page);
    await runs(page, sentiment);
    await expectAnswer(page, sentiment, "this server");
    await chooseBackend(page, "This device");
    await runs(page, sentiment);
    await expect(page.getByText(/no SIMD, which the small models need/u).first()).toBeVisible();
    expect(await deviceLine(page)).toContain("no SIMD");
  } finally {
    await browser.close();
  }
});
