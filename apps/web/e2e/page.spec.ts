// The page as a person uses it, against the production build and the shipped models.
import { expect, test } from "@playwright/test";
import {
  answerPane,
  chooseBackend,
  colophon,
  markedText,
  backendChoice,
  expectAnswer,
  fillTab,
  isReady,
  openTab,
  putText,
  type Tab,
  tabs,
} from "./page-driver.ts";
import { article, hugeText } from "./page-texts.ts";

const [summarize, ask, judge] = tabs;
if (!summarize || !ask || !judge) throw new Error("Three tabs are expected");

// That each tab answers real text: on this device in page-promises.spec.ts, on the server in page-access.spec.ts.
for (const tab of tabs) {
  test(`${tab.id} answers its own examples`, async ({ page }) => {
    await openTab(page, tab.id);
    await chooseBackend(page, "This server");
    const examples = page.getByRole("list", { name: "Try an example" }).getByRole("button");
    const count = await examples.count();
    expect(count).toBeGreaterThan(0);
    for (let index = 0; index < count; index++) {
      await examples.nth(index).click();
      await page.getByRole("button", { name: tab.action }).click();
      await expect(colophon(page)).toBeVisible();
      await expect(page.getByRole("button", { name: "Cancel" })).toBeHidden();
    }
  });
}

test("the length of a summary is a word or a number of sentences", async ({ page }) => {
  await openTab(page, summarize.id);
  await chooseBackend(page, "This server");
  await fillTab(page, summarize);
  await page.getByRole("radio", { name: "Sentences" }).check();
  await page.getByRole("spinbutton", { name: "Sentences" }).fill("2");
  await page.getByRole("button", { name: "Summarize" }).click();
  await expect(markedText(page).locator("mark")).toHaveCount(2);
  await page.getByRole("spinbutton", { name: "Sentences" }).fill("5");
  await page.getByRole("button", { name: "Summarize" }).click();
  await expect(markedText(page).locator("mark")).toHaveCount(5);
  // A word never takes more than a third of the text.
  await page.getByRole("radio", { name: "Long" }).check();
  await page.getByRole("button", { name: "Summarize" }).click();
  await expect.poll(() => markedText(page).locator("mark").count()).toBeLessThan(5);
});

test("a question that the text does not answer is not found", async ({ page }) => {
  await openTab(page, ask.id);
  await chooseBackend(page, "This server");
  await page.getByLabel("Question").fill("Who won the football championship in Peru?");
  await page.getByLabel("Text", { exact: true }).fill(article);
  await page.getByRole("button", { name: "Ask" }).click();
  await expect(answerPane(page)).toContainText("Not found in the text.");
});

test("a text that is not English is answered with a notice", async ({ page }) => {
  await openTab(page, judge.id);
  await chooseBackend(page, "This server");
  const german =
    "Das war ein wunderschöner Abend, und wir haben uns alle sehr gefreut, dass so viele gekommen sind. Das Essen war ausgezeichnet.";
  await page.getByLabel("Text", { exact: true }).fill(german);
  await page.getByRole("button", { name: "Analyze" }).click();
  await expect(answerPane(page).getByText(/German/u)).toBeVisible();
});

test("a run is cancelled at once, and the next one answers", async ({ page }) => {
  await openTab(page, judge.id);
  await chooseBackend(page, "This device");
  await putText(page, hugeText());
  await page.getByRole("button", { name: "Analyze" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(answerPane(page).getByText("Cancelled.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Analyze" })).toBeFocused();
  await fillTab(page, judge);
  await page.getByRole("button", { name: "Analyze" }).click();
  await expectAnswer(page, judge, "this device");
});

test("a failure says what happened and what to do, and Retry tries again", async ({ page }) => {
  await openTab(page, judge.id);
  await chooseBackend(page, "This server");
  await page.route("**/api/v1/sentiment-analysis", (route) => route.abort("connectionfailed"));
  await fillTab(page, judge);
  await page.getByRole("button", { name: "Analyze" }).click();
  await expect(page.getByRole("heading", { name: "This did not work" })).toBeVisible();
  await expect(answerPane(page)).toContainText("Check the network");
  await page.unroute("**/api/v1/sentiment-analysis");
  await page.getByRole("button", { name: "Retry" }).click();
  await expectAnswer(page, judge, "this server");
});

test("when this device cannot answer, Automatic asks the server and says so", async ({ page }) => {
  await page.route("**/*.wasm", (route) => route.abort("connectionfailed"));
  await page.route("**/models/**", (route) => route.abort("connectionfailed"));
  await openTab(page, judge.id);
  await fillTab(page, judge);
  await page.getByRole("button", { name: "Analyze" }).click();
  await expectAnswer(page, judge, "this server");
});

test("each tab has its own address and title, and the back button works", async ({ page }) => {
  await page.goto("/");
  await isReady(page);
  await expect(page).toHaveTitle("Summarize · Pilotlight");
  const nav = page.getByRole("navigation", { name: "Tasks" });
  await expect(nav.getByRole("link", { name: "Summarize" })).toHaveAttribute(
    "aria-current",
    "page",
  );
  await nav.getByRole("link", { name: "Q&A" }).click();
  await expect(page).toHaveURL(/\/question-answering$/u);
  await expect(page).toHaveTitle("Q&A · Pilotlight");
  await nav.getByRole("link", { name: "Sentiment" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sentiment");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Q&A");
  await page.goBack();
  await expect(page).toHaveURL(/\/$/u);
});

test("input and answer survive switching tabs and a reload", async ({ page }) => {
  await openTab(page, judge.id);
  await chooseBackend(page, "This server");
  await fillTab(page, judge);
  await page.getByRole("switch", { name: "Score each sentence" }).click();
  await page.getByRole("button", { name: "Analyze" }).click();
  await expectAnswer(page, judge, "this server");
  await page.getByRole("link", { name: "Q&A" }).click();
  await page.getByLabel("Question").fill("Who?");
  await page.getByRole("link", { name: "Sentiment" }).click();
  await expectDraft(page, judge);
  await expectAnswer(page, judge, "this server");
  await page.reload();
  await isReady(page);
  await expectDraft(page, judge);
  await expectAnswer(page, judge, "this server");
  await expect(page.getByRole("switch", { name: "Score each sentence" })).not.toBeChecked();
  await expect(backendChoice(page)).toHaveValue("server");
  await page.getByRole("link", { name: "Q&A" }).click();
  await expect(page.getByLabel("Question")).toHaveValue("Who?");
});

async function expectDraft(page: Parameters<typeof openTab>[0], tab: Tab) {
  for (const [label, text] of Object.entries(tab.fill)) {
    await expect(page.getByLabel(label, { exact: true })).toHaveValue(text);
  }
}

test("an unknown address says so, with the tabs as the way out", async ({ page }) => {
  const response = await page.goto("/no-such-task");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "There is nothing at this address",
  );
  await page.getByRole("main").getByRole("link", { name: "Q&A" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Q&A");
});

test("what is typed before the page's script is there is kept", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/_app/**/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/sentiment-analysis", { waitUntil: "commit" });
  const text = page.getByLabel("Text", { exact: true });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sentiment");
  await text.fill("An early bird wrote this.");
  await page.getByRole("button", { name: "Analyze" }).click();
  release();
  await isReady(page);
  await expect(text).toHaveValue("An early bird wrote this.");
  // The click that came too early is done now.
  await expect(answerPane(page)).toContainText(/Positive|Negative|Unclear/u);
  expect(new URL(page.url()).search).toBe("");
});

test("no number is written by locale before the page is alive: the first takes tens of milliseconds", async ({
  page,
}) => {
  await page.addInitScript(() => {
    let calls = 0;
    const write: unknown = Reflect.get(Number.prototype, "toLocaleString");
    if (typeof write !== "function") throw new Error("Numbers have no toLocaleString");
    const counted = new Proxy(write, {
      apply(target, number, words) {
        calls += 1;
        return Reflect.apply(target, number, words) as unknown;
      },
    });
    Object.defineProperty(Number.prototype, "toLocaleString", { value: counted });
    Object.defineProperty(globalThis, "numbersByLocale", { get: () => calls });
  });
  const count = () => page.evaluate((): unknown => Reflect.get(globalThis, "numbersByLocale"));
  await openTab(page, summarize.id);
  expect(await count()).toBe(0);
  await page.getByLabel("Text", { exact: true }).fill("x".repeat(1_000));
  await expect(page.getByText("1,000 characters")).toBeVisible();
  expect(await count()).not.toBe(0);
});
