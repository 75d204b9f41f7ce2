// What a person does on the page, in words.
import { expect, type Locator, type Page } from "@playwright/test";
import { article, asked, praise } from "./page-texts.ts";

/** A tab with something to fill in, and what its answer must hold. */
export interface Tab {
  readonly id: string;
  readonly action: string;
  readonly fill: Readonly<Record<string, string>>;
  readonly answer: RegExp;
}

/** Ends what hangs where no test runner does: the proofs drive pages, too. */
export const limitMs = 240_000;

/** The three tabs on real text. */
export const tabs: readonly Tab[] = [
  {
    id: "summarization",
    action: "Summarize",
    fill: { Text: article },
    answer: /The new light was lit/u,
  },
  {
    id: "question-answering",
    action: "Ask",
    fill: { Question: asked.question, Text: article },
    answer: new RegExp(asked.answer, "u"),
  },
  { id: "sentiment-analysis", action: "Analyze", fill: { Text: praise }, answer: /Positive/u },
];

/** Opens a tab and waits until it can be used. */
export async function openTab(page: Page, id: string, url = ""): Promise<void> {
  await page.goto(`${url}/${id}`);
  await isReady(page);
}

/** Waits until the page's script has taken over: only then the host is known, or a run goes on. */
export async function isReady(page: Page): Promise<void> {
  const destination = page.getByText(/this server \(|Nothing is sent/u);
  const cancel = page.getByRole("button", { name: "Cancel" });
  await expect(destination.or(cancel).first()).toBeVisible({ timeout: limitMs });
}

/** Fills the tab's fields. */
export async function fillTab(page: Page, tab: Tab): Promise<void> {
  for (const [label, text] of Object.entries(tab.fill)) await write(page, label, text);
}

/**
 * Writes into a field; where the marks of an answer stand in its text, that is put to writing first. The
 * marks of an answer that outlived a reload come when it has been read, which may be between two looks.
 */
export async function write(page: Page, label: string, text: string): Promise<void> {
  const edit = page.getByRole("button", { name: `Edit ${label}`, exact: true });
  await expect(async () => {
    if (await edit.isVisible()) await edit.click();
    await page.getByLabel(label, { exact: true }).fill(text, { timeout: 1_000 });
  }).toPass();
}

/** Chooses who answers. */
export async function chooseBackend(
  page: Page,
  name: "Automatic" | "Large model" | "This device" | "This server",
) {
  await backendChoice(page).selectOption({ label: name });
}

/** The choice of who answers. */
export function backendChoice(page: Page): Locator {
  return page.getByRole("combobox", { name: "Answer with" });
}

/** The pane of the answer. */
export function answerPane(page: Page): Locator {
  return page.getByRole("region", { name: "Answer", exact: true });
}

/** How the line under an answer begins: where it was made. */
export const made = /^(?:On your device|On this server|By the large model)/u;

/** The line under the answer. */
export function colophon(page: Page): Locator {
  return answerPane(page).getByText(made);
}

/** The input's text with the marks of an answer. */
export function markedText(page: Page): Locator {
  return page.getByRole("region", { name: "Text with marks" });
}

/** The large model's temperature in the header. */
export function pill(page: Page): Locator {
  return page.getByRole("button", { name: /^Large model /u });
}

/** The second answer, beside or below the first. */
export function secondAnswer(page: Page): Locator {
  return answerPane(page).getByRole("region", { name: "Large model", exact: true });
}

/** Waits for an answer and what it says about itself. */
export async function expectAnswer(
  page: Page,
  tab: Tab,
  madeOn: "this device" | "this server",
  { isTimed = true }: { readonly isTimed?: boolean } = {},
) {
  const pane = answerPane(page);
  // An answer of before tells no time: nobody waited for it now.
  const time = isTimed ? "(?:[\\d.]+ (?:ms|s|min)|under 1 ms)" : ".";
  const where = madeOn === "this device" ? "On your device" : "On this server .*";
  await expect(pane.getByText(new RegExp(`^${where} · ${time}`, "u"))).toBeVisible();
  await expect(pane).toContainText(tab.answer);
  await expect(page.getByRole("button", { name: "Cancel" })).toBeHidden();
}

/** Puts a text into the tab's long field as a paste does, and waits until the browser is done with it. */
export async function putText(page: Page, text: string): Promise<void> {
  await page.getByLabel("Text", { exact: true }).evaluate((area: HTMLTextAreaElement, value) => {
    area.value = value;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}

/** The requests of all pages from now on, as `METHOD /path`. */
export function recordRequests(page: Page): string[] {
  const requests: string[] = [];
  page.context().on("request", (request) => {
    requests.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return requests;
}
