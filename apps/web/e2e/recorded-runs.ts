// A recording of two tabs, and what its script has to write.
import { expect, type Page } from "@playwright/test";
import { chooseBackend, expectAnswer, fillTab, openTab, type Tab, tabs } from "./page-driver.ts";

const ask = tabOf("question-answering");
const judge = tabOf("sentiment-analysis");

function tabOf(id: string): Tab {
  const tab = tabs.find((known) => known.id === id);
  if (!tab) throw new Error(`There is no tab ${id}.`);
  return tab;
}

/** Records a run of a tab on this device, and one of another on the server. */
export async function recordRuns(page: Page): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openTab(page, judge.id);
  await page.getByRole("button", { name: "API" }).click();
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await fillTab(page, judge);
  await page.getByRole("button", { name: judge.action }).click();
  await expectAnswer(page, judge, "this device");
  await page.getByRole("link", { name: "Q&A" }).click();
  await chooseBackend(page, "This server");
  await fillTab(page, ask);
  await page.getByRole("button", { name: ask.action }).click();
  await expectAnswer(page, ask, "this server");
  await page.getByRole("button", { name: "Stop recording" }).click();
  await expect(page.getByText("2 runs recorded.")).toBeVisible();
}

/** What the page copies of the recording in a language. */
export function copiedScript(page: Page, language: string): Promise<string> {
  return copyCode(page, { legend: "Language of the script", language, what: "the script" });
}

/** What the script of that recording writes: both answers, in their order. */
export function expectRecordedRuns(output: string): void {
  const answers = [output.indexOf("POSITIVE"), output.search(ask.answer)];
  expect(answers.includes(-1), output).toBe(false);
  expect(answers).toEqual(answers.toSorted((left, right) => left - right));
}

interface ShownCode {
  /** The legend of the choice of languages. */
  readonly legend: string;
  readonly language: string;
  /** What the copy button copies. */
  readonly what: string;
}

/** Chooses a language and gives what the copy button copies then. */
export async function copyCode(page: Page, { legend, language, what }: ShownCode): Promise<string> {
  const choice = page.getByRole("group", { name: legend, exact: true });
  await choice.getByRole("radio", { name: language }).check();
  await page.getByRole("button", { name: new RegExp(`^Cop(?:y|ied) ${what}$`, "u") }).click();
  await expect(page.getByRole("button", { name: `Copied ${what}` })).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}
