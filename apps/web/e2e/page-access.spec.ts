// For everybody: axe finds nothing in any state, light or dark; phone width; reduced motion.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { serveLargeModel } from "./large-model/serve-large-model.ts";
import {
  answerPane,
  chooseBackend,
  colophon,
  expectAnswer,
  fillTab,
  isReady,
  openTab,
  pill,
  secondAnswer,
  type Tab,
  tabs,
} from "./page-driver.ts";

/** What the page asks of the server for a run. */
const server = /\/api\/v1\//u;

/** Nothing for axe to find. Between light and dark only colours differ, so in the dark it looks at those alone. */
async function expectAccessible(page: Page, state: string) {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAtRest(page);
    // The other mode opens a page of its own for each look, which only frames of other origins need.
    const axe = new AxeBuilder({ page })
      .options({ resultTypes: ["violations"] })
      .setLegacyMode(true);
    const { violations } = await (
      colorScheme === "dark" ? axe.withRules(["color-contrast"]) : axe
    ).analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`,
    );
    expect(found, `${state}, ${colorScheme}`).toEqual([]);
  }
}

/** Waits until nothing on the page is on its way to how it will look; what turns for ever does not count. */
async function expectAtRest(page: Page) {
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

/** From asleep to both answers, and a failure; every state is looked at, on a phone those that look otherwise there. */
async function checkLargeModel(page: Page, tab: Tab | undefined, isPhone: boolean) {
  if (!tab) throw new Error("There is no tab");
  const look = async (state: string, { onPhone = false } = {}) => {
    if (!isPhone || onPhone) await expectAccessible(page, state);
  };
  const served = await serveLargeModel({ words: 4 });
  try {
    await openTab(page, tab.id, served.url);
    await expect(pill(page)).toHaveAccessibleName(/asleep/u);
    await pill(page).click();
    await expect(page.getByRole("button", { name: /^Wake the large model/u })).toBeVisible();
    await look("asleep, panel open");
    await page.keyboard.press("Escape");
    await fillTab(page, tab);
    await page.getByRole("button", { name: tab.action }).click();
    await expectAnswer(page, tab, "this device");
    await expect(pill(page)).toHaveAccessibleName(/waking/u);
    await look("waking");
    await pill(page).click();
    await expect(page.getByRole("progressbar", { name: "The wake" })).toBeVisible();
    await look("waking, panel open", { onPhone: true });
    await page.keyboard.press("Escape");
    served.wakeUp();
    const ask = page.getByRole("button", { name: "Ask it too" });
    await expect(ask).toBeVisible();
    await look("offer");
    await ask.click();
    await expect(secondAnswer(page).getByText(/^The light/u)).toBeVisible();
    await look("second answer streams");
    served.say();
    await expect(secondAnswer(page).getByText(/^By the large model/u)).toBeVisible();
    await page.getByRole("button", { name: "Show the differences" }).click();
    await expect(page.getByText("The large model's words alone")).toBeVisible();
    await page.getByRole("button", { name: "Prefer the large model's" }).click();
    await expect(page.getByText(/^You prefer the large model's/u)).toBeVisible();
    await look("both answers, compared", { onPhone: true });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    // A scrollbar's gutter makes it negative.
    expect(overflow).toBeLessThanOrEqual(0);
    served.local.setFault("model-error");
    await chooseBackend(page, "Large model");
    await page.getByRole("button", { name: tab.action }).click();
    await expect(page.getByRole("heading", { name: "This did not work" })).toBeVisible();
    await look("failure");
  } finally {
    await served.close();
  }
}

const mostFields = Math.max(...tabs.map(({ fill }) => Object.keys(fill).length));

for (const tab of tabs) {
  test(`${tab.id} has no axe violation in any state`, async ({ page }) => {
    // A tab's own are its form and its answer; how it runs and fails is the same for all.
    const isFullest = Object.keys(tab.fill).length === mostFields;
    await openTab(page, tab.id);
    await chooseBackend(page, "This server");
    await expectAccessible(page, "idle");
    if (!isFullest) {
      await fillTab(page, tab);
      await page.getByRole("button", { name: tab.action }).click();
      await expectAnswer(page, tab, "this server");
      await expectAccessible(page, "answer");
      return;
    }

    await page.getByRole("button", { name: tab.action }).click();
    await expect(page.locator("[aria-invalid='true']").first()).toBeVisible();
    await expectAccessible(page, "field problem");

    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(server, async (route) => {
      await held;
      await route.continue();
    });
    await fillTab(page, tab);
    await page.getByRole("button", { name: "API" }).click();
    await page.getByRole("button", { name: "Record", exact: true }).click();
    await page.getByRole("button", { name: tab.action }).click();
    await expect(page.getByRole("progressbar")).toBeVisible();
    await expectAccessible(page, "running");
    release();
    await expectAnswer(page, tab, "this server");
    await expectAccessible(page, "answer");

    await page.unroute(server);
    await page.route(server, (route) => route.abort("connectionfailed"));
    await page.getByRole("button", { name: tab.action }).click();
    await expect(page.getByRole("heading", { name: "This did not work" })).toBeVisible();
    await expectAccessible(page, "error");
  });
}

for (const viewport of [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`the large model has no axe violation in any state, ${viewport.width} wide`, async ({
    page,
  }) => {
    await page.setViewportSize(viewport);
    await checkLargeModel(page, tabs[0], viewport.width < 600);
  });
}

test("an unknown address has no axe violation", async ({ page }) => {
  await page.goto("/no-such-task");
  await expectAccessible(page, "not found");
});

test("the API reference asks nobody else, breaks no policy, runs what is tried, and has no axe violation", async ({
  page,
  baseURL,
}) => {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== baseURL) faults.push(request.url());
  });
  await page.goto("/summarization");
  await isReady(page);
  await page.getByRole("button", { name: "API" }).click();
  await page.getByRole("link", { name: "API reference" }).click();
  await expect(page.getByRole("heading", { level: 3, name: "Tasks" })).toBeVisible();
  await expectAccessible(page, "API reference");
  await page.getByRole("button", { name: /\/sentiment-analysis$/u }).click();
  await page.getByRole("button", { name: "Try it out" }).click();
  await page.getByLabel("Request body").fill('{ "text": "The soup was warm." }');
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.getByText(/"label": "POSITIVE"/u)).toBeVisible();
  await expectAccessible(page, "API reference, a route tried");
  expect(faults).toEqual([]);
});

test("the theme is the system's until another is chosen, and is then remembered without a flash", async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: "light" });
  await openTab(page, "summarization");
  const paper = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("radio", { name: "Dark" }).check();
  const dark = await paper();
  expect(dark).not.toBe(light);
  await page.route("**/_app/**/*.js", (route) => route.abort());
  await page.reload();
  expect(await paper()).toBe(dark);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });

  for (const tab of tabs) {
    test(`${tab.id} fits the width and leads to the answer`, async ({ page }) => {
      await openTab(page, tab.id);
      await chooseBackend(page, "This server");
      await fillTab(page, tab);
      const run = page.getByRole("button", { name: tab.action });
      await expect(run).toBeInViewport();
      await run.click();
      await expectAnswer(page, tab, "this server");
      await expect(
        answerPane(page).getByRole("heading", { name: "Answer", exact: true }).first(),
      ).toBeFocused();
      await expect(
        answerPane(page).getByRole("button", { name: /^Copy/u }).first(),
      ).toBeInViewport();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
    });
  }

  test("a word without end does not widen the page", async ({ page }) => {
    await openTab(page, "summarization");
    await chooseBackend(page, "This server");
    await page
      .getByLabel("Text", { exact: true })
      .fill(`${"x".repeat(3_000)}. It was a long word.`);
    await page.getByRole("button", { name: "Summarize" }).click();
    await expect(colophon(page)).toBeVisible();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
