// What a run needs and shows is in view at usual sizes, and nothing sticks where there is no room for it.
import { expect, type Page, test } from "@playwright/test";
import { answerPane, chooseBackend, expectAnswer, fillTab, openTab, tabs } from "./page-driver.ts";

const [, , judge] = tabs;
if (!judge) throw new Error("Three tabs are expected");

const sizes = [
  { width: 1280, height: 720 },
  { width: 1366, height: 768 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
];

/** How far the page is wider than its window; a scrollbar's gutter makes it negative. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

test("run button, progress and the answer's head are in view at every usual size", async ({
  page,
}) => {
  await openTab(page, judge.id);
  await chooseBackend(page, "This server");
  for (const size of sizes) {
    await page.setViewportSize(size);
    await fillTab(page, judge);
    await page.evaluate(() => {
      scrollTo(0, 0);
    });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/api/v1/**", async (route) => {
      await held;
      await route.continue();
    });
    const where = `${size.width} × ${size.height}`;
    const run = page.getByRole("button", { name: judge.action });
    await expect(run, where).toBeInViewport({ ratio: 1 });
    await run.click();
    await expect(page.getByRole("progressbar"), where).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("button", { name: "Cancel" }), where).toBeInViewport({ ratio: 1 });
    release();
    await expectAnswer(page, judge, "this server");
    await expect(
      answerPane(page).getByRole("heading", { name: "Sentiment" }),
      where,
    ).toBeInViewport({ ratio: 1 });
    await expect(answerPane(page).getByText(/sure$/u), where).toBeInViewport({ ratio: 1 });
    expect(await overflow(page), where).toBeLessThanOrEqual(0);
    await page.unroute("**/api/v1/**");
  }
});

test("at 200 % zoom, in a low window and at 320 px nothing sticks and nothing is cut off", async ({
  page,
}) => {
  await openTab(page, judge.id);
  for (const size of [
    { width: 640, height: 360 },
    { width: 1280, height: 400 },
    { width: 320, height: 640 },
  ]) {
    await page.setViewportSize(size);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const run = page.getByRole("button", { name: judge.action });
    await run.scrollIntoViewIfNeeded();
    await expect(run).toBeInViewport({ ratio: 1 });
    if (size.height >= 480) continue;
    await page.evaluate(() => {
      scrollTo(0, 0);
    });
    await expect(run).not.toBeInViewport();
  }
});

test("in forced colours the current tab is told from the others, and it keeps the focus", async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: "active" });
  await openTab(page, judge.id);
  const nav = page.getByRole("navigation", { name: "Tasks" });
  const other = nav.getByRole("link", { name: "Q&A" });
  await other.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Q&A");
  await expect(other).toBeFocused();
  const ground = (name: string) =>
    nav.getByRole("link", { name }).evaluate((link) => getComputedStyle(link).backgroundColor);
  expect(await ground("Q&A")).not.toBe(await ground("Sentiment"));
  expect(await ground("Summarize")).toBe(await ground("Sentiment"));
});

test("the bar between the panes is dragged, and the width is there again after a reload", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await openTab(page, judge.id);
  const bar = page.getByRole("separator", { name: "Width of the input" });
  const left = async () => (await bar.boundingBox())?.x ?? 0;
  const before = await left();
  await bar.hover();
  await page.mouse.down();
  await page.mouse.move(before - 200, 400);
  await page.mouse.up();
  const moved = await left();
  expect(moved).toBeLessThan(before - 150);
  // Without its code, too: the width is set before anything is painted.
  await page.route("**/_app/**/*.js", (route) => route.abort());
  await page.reload();
  expect(Math.abs((await left()) - moved)).toBeLessThan(2);
});

test("a tool opens beside the work, is closed by Escape, and gives the focus back", async ({
  page,
}) => {
  await openTab(page, judge.id);
  const history = page.getByRole("button", { name: "History" });
  await history.click();
  const panel = page.getByRole("complementary", { name: "History" });
  await expect(panel.getByRole("heading", { name: "History" })).toBeFocused();
  await expect(page.getByRole("button", { name: judge.action })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(history).toBeFocused();
});
