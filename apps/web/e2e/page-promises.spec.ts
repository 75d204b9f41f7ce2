// What the page promises: nothing leaves the device when asked so, nobody else is called. That it never
// freezes is a proof, `npm run proof -- page-work`.
import { expect, type Page, type Request, test } from "@playwright/test";
import {
  answerPane,
  chooseBackend,
  expectAnswer,
  fillTab,
  markedText,
  openTab,
  putText,
  tabs,
  write,
} from "./page-driver.ts";
import { asked, hugeText } from "./page-texts.ts";

function recordRequests(page: Page): Request[] {
  const requests: Request[] = [];
  // Of the context, so that the worker's own requests are seen as well.
  page.context().on("request", (request) => requests.push(request));
  return requests;
}

for (const tab of tabs) {
  test(`${tab.id} on this device sends nothing at all once its model is there`, async ({
    page,
  }) => {
    await openTab(page, tab.id);
    await chooseBackend(page, "This device");
    await expect(page.getByText("Your text stays on this device. Nothing is sent.")).toBeVisible();
    const requests = recordRequests(page);
    await fillTab(page, tab);
    await page.getByRole("button", { name: tab.action }).click();
    await expectAnswer(page, tab, "this device");
    expect(requests.filter((request) => request.method() !== "GET")).toEqual([]);
    const secret = Object.values(tab.fill).join(" ").slice(0, 40);
    expect(requests.filter((request) => decodeURI(request.url()).includes(secret))).toEqual([]);

    requests.length = 0;
    await write(page, "Text", `${tab.fill["Text"]} And one more sentence.`);
    await page.getByRole("button", { name: tab.action }).click();
    await expect(page.getByRole("button", { name: "Cancel" })).toBeHidden();
    await expectAnswer(page, tab, "this device");
    expect(requests.map((request) => request.url())).toEqual([]);
  });
}

test("this device is a promise: without its model it fails, and still sends nothing", async ({
  page,
}) => {
  const [, , judge] = tabs;
  if (!judge) throw new Error("Three tabs are expected");
  await page.route("**/models/**", (route) => route.abort("connectionfailed"));
  await openTab(page, judge.id);
  await chooseBackend(page, "This device");
  const requests = recordRequests(page);
  await fillTab(page, judge);
  await page.getByRole("button", { name: judge.action }).click();
  await expect(page.getByRole("heading", { name: "This did not work" })).toBeVisible();
  expect(requests.filter((request) => request.method() !== "GET")).toEqual([]);
});

test.describe("with its service worker", () => {
  test.use({ serviceWorkers: "allow" });

  test("nobody but our own origin is called, and the browser has nothing to complain about", async ({
    page,
    baseURL,
  }) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    const requests = recordRequests(page);
    for (const tab of tabs) {
      await openTab(page, tab.id);
      await fillTab(page, tab);
      await page.getByRole("button", { name: tab.action }).click();
      await expectAnswer(page, tab, "this device");
    }
    expect(requests.length).toBeGreaterThan(10);
    const origins = new Set(requests.map((request) => new URL(request.url()).origin));
    expect([...origins]).toEqual([new URL(baseURL ?? "").origin]);
    expect(complaints).toEqual([]);
  });
});

test("a long text is answered by the server with its mark in view", async ({ page }) => {
  await openTab(page, "question-answering");
  await chooseBackend(page, "This server");
  await putText(page, hugeText(60_000));
  await page.getByLabel("Question").fill(asked.question);
  await page.keyboard.press("Control+Enter");
  await expect(answerPane(page)).toContainText(asked.answer);
  await expect(markedText(page).locator("mark")).toBeInViewport();
});

test("a long text is shown in pieces, and its marked sentences are stepped through", async ({
  page,
}) => {
  await openTab(page, "sentiment-analysis");
  await chooseBackend(page, "This server");
  await putText(page, hugeText(60_000));
  await page.getByLabel("Text", { exact: true }).press("Control+Enter");
  const marks = markedText(page).locator("mark");
  const more = page.getByRole("button", { name: /^Show more of [\d,]+ characters/u });
  await expect(more).toBeVisible();
  const before = await marks.count();
  await more.click();
  await expect.poll(() => marks.count()).toBeGreaterThan(before);
  await page.getByRole("button", { name: "Previous mark" }).click();
  await expect(marks.last()).toBeInViewport();
});
