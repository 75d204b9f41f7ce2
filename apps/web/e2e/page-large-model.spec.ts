// The page beside a large model that scales to zero: the production build, and a local SageMaker over HTTP.
import { expect, type Locator, type Page } from "@playwright/test";
import { summary } from "./large-model/scripted-answer.ts";
import { test } from "./large-model/test-with-large-model.ts";
import {
  answerPane,
  chooseBackend,
  expectAnswer,
  fillTab,
  markedText,
  openTab,
  pill,
  backendChoice,
  recordRequests,
  secondAnswer,
  tabs,
} from "./page-driver.ts";

const [summarize, , judge] = tabs;
if (!summarize || !judge) throw new Error("Three tabs are expected");

async function run(page: Page, tab: (typeof tabs)[number]) {
  await fillTab(page, tab);
  // The large model of these tests knows one label for the whole text.
  if (tab === judge) await page.getByRole("switch", { name: "Score each sentence" }).uncheck();
  await page.getByRole("button", { name: tab.action }).first().click();
}

const offered = (page: Page) =>
  answerPane(page).getByText("The large model is awake. Ask it too?").first();

test("cold: the device answers at once, the mark counts down, and the large model's answer comes beside it", async ({
  page,
  serve,
}) => {
  const { url, wakeUp, say } = await serve({ words: 6 });
  const requests = recordRequests(page);
  await openTab(page, summarize.id, url);
  await expect(pill(page)).toHaveAccessibleName(/Large model asleep/u);
  await expect(
    page.getByText(/A run also wakes the large model, without sending the text\./u),
  ).toBeVisible();
  await run(page, summarize);
  await expectAnswer(page, summarize, "this device");
  await answerPane(page).getByText("sentence ranking", { exact: false }).last().click();
  await expect(
    answerPane(page).getByText(/the large model is not available: it is/u),
  ).toBeVisible();
  const first = await markedText(page).locator("mark").count();
  // The wake carries no text: it is the only thing that was sent.
  expect(requests.filter((request) => request.startsWith("POST"))).toEqual(["POST /api/v1/wake"]);

  await expect(pill(page)).toHaveAccessibleName(/Large model waking, about \d+ min/u);
  await expect(
    answerPane(page).getByText(/Its answer to this is offered here then/u),
  ).toBeVisible();
  wakeUp();
  await expect(offered(page)).toBeVisible();
  await expect(pill(page)).toHaveAccessibleName(/Large model awake/u);
  expect(requests.filter((request) => request.startsWith("POST"))).toEqual(["POST /api/v1/wake"]);

  await page.getByRole("button", { name: "Ask it too" }).click();
  const second = secondAnswer(page);
  await expect(second.getByText(/^The light was lit/u)).toBeVisible();
  await expect(second.getByText(summary)).toBeHidden();
  say();
  await expect(second.getByText(summary)).toBeVisible();
  await expect(second.getByText(/^By the large model/u)).toBeVisible();
  await expect(markedText(page).locator("mark")).toHaveCount(first);
  await expect(answerPane(page).getByText(/^On your device/u)).toBeVisible();
});

test("a click wakes the large model, and its answer survives a switch of tabs", async ({
  page,
  serve,
}) => {
  const { url, wakeUp } = await serve();
  const requests = recordRequests(page);
  await openTab(page, judge.id, url);
  await expect(pill(page)).toBeVisible();
  await run(page, judge);
  await expectAnswer(page, judge, "this device");
  // The policy of this server wakes it for summaries only.
  expect(requests.filter((request) => request.startsWith("POST"))).toEqual([]);
  await answerPane(page)
    .getByRole("button", { name: /^Wake it/u })
    .click();
  await expect(pill(page)).toHaveAccessibleName(/waking/u);
  wakeUp();
  await expect(offered(page)).toBeVisible();
  await page.getByRole("link", { name: "Summarize" }).click();
  await expect(offered(page)).toBeHidden();
  await page.goBack();
  await page.getByRole("button", { name: "Ask it too" }).click();
  await expect(secondAnswer(page).getByText(/^By the large model/u)).toBeVisible();
  await page.getByRole("link", { name: "Summarize" }).click();
  await expect(secondAnswer(page)).toBeHidden();
  await page.goBack();
  await expect(secondAnswer(page).getByText(/^By the large model/u)).toBeVisible();
  await page.getByRole("button", { name: judge.action }).click();
  await expect(secondAnswer(page)).toBeHidden();
});

test("warm: an automatic run goes to the large model, streamed, and it was said before", async ({
  page,
  serve,
}) => {
  const { url, say } = await serve({ start: "warm", words: 6 });
  await openTab(page, summarize.id, url);
  await expect(
    page.getByText(/^Your text is sent to this server .* for the large model/u),
  ).toBeVisible();
  await run(page, summarize);
  await expect(answerPane(page).getByText(/^The light was lit/u)).toBeVisible();
  say();
  await expect(answerPane(page).getByText(/^By the large model/u)).toBeVisible();
  await expect(answerPane(page).getByText(summary)).toBeVisible();
  await expect(answerPane(page).getByText(/Ask it too|asleep/u)).toBeHidden();
});

test("failing: an automatic run is answered by this device, with a notice", async ({
  page,
  serve,
}) => {
  const { url, local } = await serve({ start: "warm" });
  await openTab(page, judge.id, url);
  await expect(pill(page)).toHaveAccessibleName(/awake/u);
  local.setFault("model-error-5xx");
  await run(page, judge);
  await expectAnswer(page, judge, "this device");
  await expect(
    answerPane(page).getByText("The large model could not answer; this device did."),
  ).toBeVisible();
});

test("a run for the large model alone waits with the wake's progress, and can be cancelled", async ({
  page,
  serve,
}) => {
  const { url, wakeUp } = await serve();
  await openTab(page, judge.id, url);
  await chooseBackend(page, "Large model");
  await expect(page.getByText(/asleep: the run wakes it and waits for it\./u)).toBeVisible();
  await run(page, judge);
  const waking = page.getByRole("progressbar", { name: /^Waking the large model: / });
  await expect(waking).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(answerPane(page).getByText("Cancelled.")).toBeVisible();
  await page.getByRole("button", { name: "Analyze" }).click();
  await expect(waking).toBeVisible();
  wakeUp();
  await expect(answerPane(page).getByText(/^By the large model/u)).toBeVisible();
  await expect(answerPane(page)).toContainText("It praises the place.");
});

test("this device is a promise beside a large model, too: no text, no wake, no offer", async ({
  page,
  serve,
}) => {
  const { url, post, invocations, wakeUp } = await serve({ env: { WAKE_POLICY: "any" } });
  await openTab(page, summarize.id, url);
  await expect(pill(page)).toBeVisible();
  await pill(page).click();
  await page.getByRole("switch", { name: /^Ask the large model automatically/u }).check();
  await page.keyboard.press("Escape");
  await chooseBackend(page, "This device");
  await expect(page.getByText("Your text stays on this device. Nothing is sent.")).toBeVisible();
  await run(page, summarize);
  await expectAnswer(page, summarize, "this device");
  const requests = recordRequests(page);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("button", { name: "Cancel" })).toBeHidden();
  await expectAnswer(page, summarize, "this device");
  expect(invocations()).toEqual([]);
  // Somebody else wakes it.
  await post("/api/v1/wake");
  wakeUp();
  await expect(pill(page)).toHaveAccessibleName(/awake/u);
  await expect(answerPane(page).getByText(/large model is awake/u)).toBeHidden();
  expect(requests).toEqual([]);
  expect(invocations()).toHaveLength(1);
});

test("the setting asks the large model without a click, and is remembered", async ({
  page,
  serve,
}) => {
  const { url, wakeUp } = await serve();
  await openTab(page, summarize.id, url);
  await pill(page).click();
  await page.getByRole("switch", { name: /^Ask the large model automatically/u }).check();
  await page.reload();
  await pill(page).click();
  await expect(page.getByRole("switch", { name: /^Ask the large model/u })).toBeChecked();
  await page.keyboard.press("Escape");
  await run(page, summarize);
  await expectAnswer(page, summarize, "this device");
  await expect(pill(page)).toHaveAccessibleName(/waking/u);
  wakeUp();
  await expect(secondAnswer(page).getByText(summary)).toBeVisible();
});

test("nothing moves by itself for a person who wants less motion", async ({ page, serve }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const { url } = await serve();
  await openTab(page, summarize.id, url);
  await expect(pill(page)).toBeVisible();
  await run(page, summarize);
  await expect(pill(page)).toHaveAccessibleName(/waking/u);
  const running = await page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === "running").length,
  );
  expect(running).toBe(0);
});

/** Goes on by Tab until the control has the focus, once around the page at most. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  const isFocused = () => control.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 100 && !(await isFocused()); presses++) {
    await page.keyboard.press("Tab");
  }
  await expect(control).toBeFocused();
}

test("the whole story works with the keyboard alone", async ({ page, serve }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const { url, wakeUp } = await serve();
  const { keyboard } = page;
  const button = (name: string | RegExp, within: Page | Locator = page) =>
    within.getByRole("button", { name });
  const press = async (control: Locator) => {
    await tabTo(page, control);
    await keyboard.press("Enter");
  };

  await openTab(page, judge.id, url);
  await press(page.getByRole("link", { name: "Skip to the content" }));
  await tabTo(page, page.getByLabel("Text", { exact: true }));
  await keyboard.insertText(judge.fill["Text"] ?? "");
  // The large model of these tests knows one label for the whole text.
  await tabTo(page, page.getByRole("switch", { name: "Score each sentence" }));
  await keyboard.press("Space");
  await tabTo(page, backendChoice(page));
  await keyboard.press("ArrowDown");
  await expect(backendChoice(page)).not.toHaveValue("auto");
  await keyboard.press("ArrowUp");
  await expect(backendChoice(page)).toHaveValue("auto");
  await keyboard.press("Control+Enter");
  await expectAnswer(page, judge, "this device");

  await press(button(/^Copy/u, answerPane(page)).first());
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(judge.answer);

  await press(pill(page));
  const wakePanel = page.getByRole("dialog", { name: /The large model/u });
  await expect(wakePanel.getByRole("heading", { level: 2 })).toBeFocused();
  await press(button(/^Wake the large model/u, wakePanel));
  await keyboard.press("Escape");
  await expect(pill(page)).toBeFocused();
  await expect(pill(page)).toHaveAccessibleName(/waking/u);
  wakeUp();
  await press(button("Ask it too"));
  const second = secondAnswer(page);
  await expect(second.getByRole("heading", { name: "Large model" })).toBeFocused();
  await expect(second.getByText(/^By the large model/u)).toBeVisible();
  await press(button("Show the differences"));
  await expect(button("Hide the differences")).toBeFocused();

  for (const tool of ["History", "Settings"]) {
    await press(button(tool));
    const panel = page.getByRole("complementary", { name: tool, exact: true });
    await expect(panel.getByRole("heading", { name: tool, level: 2 })).toBeFocused();
    if (tool === "History") await tabTo(page, button("Open", panel).first());
    else {
      const themes = panel.getByRole("group", { name: "Theme" });
      await tabTo(page, themes.getByRole("radio", { name: "System" }));
      await keyboard.press("ArrowRight");
      await expect(page.locator("html")).toHaveAttribute("data-theme", /light|dark/u);
    }
    await keyboard.press("Escape");
    await expect(button(tool)).toBeFocused();
  }
});
