// Runs that outlive the connection and the page that started them.
import { expect, type Page, test } from "@playwright/test";
import {
  answerPane,
  chooseBackend,
  expectAnswer,
  fillTab,
  isReady,
  openTab,
  putText,
  tabs,
} from "./page-driver.ts";
import { type FlakyProxy, startFlakyProxy } from "./flaky-proxy.ts";
import { hugeText } from "./page-texts.ts";

const [, ask, judge] = tabs;
if (!ask || !judge) throw new Error("Three tabs are expected");
// Judged sentence by sentence: seconds of work for the server's CPU.
const longText = hugeText(120_000);
const verdict = /Positive|Negative|Unclear|Mixed/u;

/** Starts a run that takes seconds, and waits until it is at work. */
async function startLongRun(
  page: Page,
  choice: "This device" | "This server",
  url = "",
): Promise<void> {
  await page.goto(`${url}/sentiment-analysis`);
  await isReady(page);
  await chooseBackend(page, choice);
  await putText(page, longText);
  await page.getByRole("button", { name: "Analyze" }).click();
  await expect(page.getByRole("progressbar", { name: /^Reading: / })).toBeVisible();
}

/** The addresses that a page asks for from now on, as `METHOD /path`. */
function requestsOf(page: Page): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    seen.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return seen;
}

async function expectServerAnswer(page: Page): Promise<void> {
  const pane = answerPane(page);
  await expect(pane.getByText(/^On this server/u)).toBeVisible();
}

test("a run on the server asks for no configuration, and leaves nothing in local storage", async ({
  page,
}) => {
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/iu.test(message.text())) violations.push(message.text());
  });
  const requests = requestsOf(page);
  await openTab(page, judge.id);
  await chooseBackend(page, "This server");
  await fillTab(page, judge);
  await page.getByRole("button", { name: "Analyze" }).click();
  await expectAnswer(page, judge, "this server");
  const sent = requests.filter((request) => !/\.(js|css|svg|woff2)$/u.test(request)).slice(1);
  // Besides the run, the page asks once whether there is a large model.
  expect(sent).toEqual(["GET /api/v1/status", `POST /api/v1/${judge.id}`]);
  expect(violations).toEqual([]);
  const kept = await page.evaluate(() => Object.keys(localStorage).toSorted());
  expect(kept).toEqual(["pilotlight:choice"]);
});

test("a reload during a run on the server shows the run and its result", async ({ page }) => {
  await startLongRun(page, "This server");
  const requests = requestsOf(page);
  await page.reload();
  await isReady(page);
  await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
  await expectServerAnswer(page);
  await expect(answerPane(page)).toContainText(verdict);
  // It was found, not computed again.
  expect(requests.filter((request) => request.startsWith("POST "))).toEqual([]);
  expect(requests.filter((request) => request.startsWith("GET /api/v1/runs/"))).toHaveLength(1);
  // The answer survives the next reload, and is asked for no more.
  await page.reload();
  await isReady(page);
  await expect(answerPane(page)).toContainText(verdict);
  expect(requests.filter((request) => request.startsWith("POST "))).toEqual([]);
});

test("a run that a reload found again can be cancelled", async ({ page }) => {
  await startLongRun(page, "This server");
  await page.reload();
  await isReady(page);
  const cancelled = page.waitForRequest((request) => request.method() === "DELETE");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(answerPane(page).getByText("Cancelled.")).toBeVisible();
  expect((await (await cancelled).response())?.status()).toBe(204);
});

test("a reload during a run on this device starts it again and says so", async ({ page }) => {
  await startLongRun(page, "This device");
  await page.reload();
  await isReady(page);
  await expect(answerPane(page)).toContainText("so it started again");
  await expect(page.getByRole("progressbar", { name: /^Reading: / })).toBeVisible();
  await expect(page).toHaveTitle(/^\d+ % · Sentiment/u);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page).toHaveTitle(/^Sentiment/u);
});

test("a reload leaves the runs of other tabs as they are", async ({ page }) => {
  await startLongRun(page, "This server");
  await page.getByRole("link", { name: "Q&A" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Q&A");
  await page.reload();
  await isReady(page);
  await fillTab(page, ask);
  await page.getByRole("button", { name: "Ask" }).click();
  await expectAnswer(page, ask, "this server");
  await page.getByRole("link", { name: "Sentiment" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sentiment");
  await expectServerAnswer(page);
  await expect(answerPane(page)).toContainText(verdict);
});

test.describe("20 s without a network", () => {
  let proxy: FlakyProxy;

  test.beforeEach(async ({ baseURL }) => {
    proxy = await startFlakyProxy(baseURL ?? "");
  });

  test.afterEach(() => proxy.close());

  test("do not lose a run", async ({ page, context }) => {
    await page.clock.install();
    await startLongRun(page, "This server", proxy.url);
    const requests = requestsOf(page);
    // Going offline alone lets Chromium read on what it has open.
    proxy.cut();
    await context.setOffline(true);
    await expect(
      page.getByRole("progressbar", { name: /^The connection was lost/u }),
    ).toBeVisible();
    await page.clock.runFor(20_000);
    await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
    proxy.mend();
    await context.setOffline(false);
    await expectServerAnswer(page);
    await expect(answerPane(page)).toContainText(verdict);
    expect(requests.filter((request) => request.startsWith("POST "))).toEqual([]);
  });
});

test("a reply that is lost does not lose a run: it is asked for again, and computed once", async ({
  page,
}) => {
  await openTab(page, judge.id);
  await chooseBackend(page, "This server");
  const keys: (string | undefined)[] = [];
  const runIds: (string | undefined)[] = [];
  await page.route(`**/api/v1/${judge.id}`, async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    const reply = await route.fetch();
    runIds.push(reply.headers()["x-run-id"]);
    if (keys.length === 1) await route.abort("connectionreset");
    else await route.fulfill({ response: reply });
  });
  await fillTab(page, judge);
  await page.getByRole("button", { name: "Analyze" }).click();
  await expectAnswer(page, judge, "this server");
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  expect(new Set(runIds).size).toBe(1);
});
