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

/** The three tabs on real text. */
export const tabs: readonly Tab[] = [
  {
    id: "summarization",
    action: "Summarize",
    fill: { Text: article },
    answer: /Fastnet|Kavanagh/u,
  },
  {
    id: "question-answering",
    action: "Ask",
    fill: { Question: asked.question, Text: article },
    answer: new RegExp(asked.answer, "u"),
  },
  { id: "sentiment-analysis", action: "Judge", fill: { Text: praise }, answer: /Positive/u },
];

/** Opens a tab and waits until it can be used. */
export async function openTab(page: Page, id: string, url = ""): Promise<void> {
  await page.goto(`${url}/${id}`);
  await isReady(page);
}

/** Waits until the page's script has taken over: only then the host is known. */
export async function isReady(page: Page): Promise<void> {
  await expect(page.getByText(/this server \(|Nothing is sent/u)).toBeVisible();
}

/** Fills the tab's fields. */
export async function fillTab(page: Page, tab: Tab): Promise<void> {
  for (const [label, text] of Object.entries(tab.fill)) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
}

/** Chooses who answers. */
export async function choosePlace(
  page: Page,
  name: "Automatic" | "Large model" | "This device" | "This server",
) {
  await page.getByRole("radio", { name }).check();
}

/** The pane of the answer. */
export function answerPane(page: Page): Locator {
  return page.getByRole("region", { name: "Answer", exact: true });
}

/** The large model's temperature in the header. */
export function pill(page: Page): Locator {
  return page.getByRole("button", { name: /^Large model:/u });
}

/** The second answer, beside or below the first. */
export function secondAnswer(page: Page): Locator {
  return answerPane(page).getByRole("region", { name: "Large model", exact: true });
}

/** Waits for an answer and what it says about itself. */
export async function expectAnswer(page: Page, tab: Tab, place: "this device" | "this server") {
  const pane = answerPane(page);
  await expect(pane.getByText(/^Why here: /u)).toBeVisible();
  await expect(pane).toContainText(tab.answer);
  await expect(pane.getByText(place, { exact: true })).toBeVisible();
  await expect(pane.getByText(/^(\d[\d.]* (ms|s)|under 1 ms)$/u)).toBeVisible();
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
