// How the page learns of the large model, and what that changes on it.
import { expect } from "@playwright/test";
import { test } from "./large-model/test-with-large-model.ts";
import { openTab, pill, backendChoice, recordRequests, tabs } from "./page-driver.ts";

const [summarize, , judge] = tabs;
if (!summarize || !judge) throw new Error("Three tabs are expected");

test("several tabs share one status connection, and one that closes hands over", async ({
  page,
  context,
  serve,
}) => {
  const { url, post, wakeUp } = await serve();
  const requests = recordRequests(page);
  const statuses = () => requests.filter((request) => request === "GET /api/v1/status").length;
  await openTab(page, judge.id, url);
  await expect(pill(page)).toHaveAccessibleName(/asleep/u);
  const others = [await context.newPage(), await context.newPage()];
  for (const other of others) {
    await openTab(other, summarize.id, url);
    await expect(pill(other)).toHaveAccessibleName(/asleep/u);
  }
  expect(statuses()).toBe(1);
  await page.close();
  await expect.poll(statuses).toBe(2);
  await post("/api/v1/wake");
  wakeUp();
  for (const other of others) {
    await expect(pill(other)).toHaveAccessibleName(/awake/u);
  }
  expect(statuses()).toBe(2);
});

test("where the browser has no locks, the page asks now and then", async ({ page, serve }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
  });
  const { url, wakeUp } = await serve();
  const requests = recordRequests(page);
  await page.clock.install();
  await openTab(page, judge.id, url);
  await expect(pill(page)).toHaveAccessibleName(/asleep/u);
  await pill(page).click();
  await page.getByRole("button", { name: /^Wake the large model/u }).click();
  await page.clock.runFor(20_000);
  await expect(pill(page)).toHaveAccessibleName(/waking/u);
  wakeUp();
  await page.clock.runFor(20_000);
  await expect(pill(page)).toHaveAccessibleName(/awake/u);
  expect(requests.filter((request) => request === "GET /api/v1/status").length).toBeGreaterThan(1);
});

test("nothing moves when the mark comes, nor while it counts down", async ({ page, serve }) => {
  const { url } = await serve();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api/v1/status", async (route) => {
    await held;
    await route.continue();
  });
  await openTab(page, judge.id, url);
  const boxes = () =>
    Promise.all(
      [
        page.getByRole("link", { name: "Pilotlight" }),
        page.getByRole("link", { name: "Sentiment" }),
        page.getByRole("button", { name: "Settings" }),
        page.getByRole("heading", { level: 1 }),
        page.getByLabel("Text", { exact: true }),
      ].map((element) => element.boundingBox()),
    );
  for (const size of [
    { width: 1280, height: 900 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size);
    const before = await boxes();
    release();
    await expect(pill(page)).toBeVisible();
    expect(await boxes()).toEqual(before);
  }
  const before = await boxes();
  await pill(page).click();
  await page.getByRole("button", { name: /^Wake the large model/u }).click();
  await expect(pill(page)).toHaveAccessibleName(/waking/u);
  await page.keyboard.press("Escape");
  expect(await boxes()).toEqual(before);
});

test("a server without a large model, or none that knows of it, changes nothing", async ({
  page,
  baseURL,
}) => {
  for (const answer of ["its own", "404"]) {
    if (answer === "404") {
      await page.route("**/api/v1/status", (route) => route.fulfill({ status: 404 }));
    }
    const asked = page.waitForResponse("**/api/v1/status");
    await openTab(page, judge.id, baseURL);
    await asked;
    await page.waitForLoadState("networkidle");
    await expect(backendChoice(page).getByRole("option")).toHaveCount(3);
    await expect(pill(page)).toBeHidden();
  }
});
