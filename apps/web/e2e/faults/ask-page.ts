import { type Browser, expect, type Page } from "@playwright/test";
import { answerPane, limitMs, made, openTab, tabs } from "../page-driver.ts";
import type { Ending } from "./fault-cell.ts";
import type { FaultInput } from "./fault-inputs.ts";
import type { OpenWay } from "./run-matrix.ts";

/** Asks as a person does, on a fresh page each time with the choice "Automatic". */
export function pageWay(browser: Browser): OpenWay {
  return async (baseUrl, input) => {
    const context = await browser.newContext({ baseURL: baseUrl });
    const page = await context.newPage();
    const uncaught: string[] = [];
    page.on("pageerror", (error) => uncaught.push(String(error)));
    const action = await fillPage(page, input);
    return {
      async ask() {
        const ending = await askOnPage(page, action);
        if (uncaught.length === 0) return ending;
        throw new Error(`The page had an error that nobody caught: ${uncaught.join("; ")}`);
      },
      close: () => context.close(),
    };
  };
}

/** Opens a page, waits until it knows that the large model is awake, and fills it; gives the button's word. */
async function fillPage(page: Page, { taskId, fields }: FaultInput): Promise<string> {
  const tab = tabs.find(({ id }) => id === taskId);
  if (!tab) throw new Error(`There is no tab for ${taskId}.`);
  await openTab(page, taskId);
  await expect(page.getByText("for the large model, which is awake")).toBeVisible({
    timeout: limitMs,
  });
  const texts = Object.values(fields);
  for (const [index, label] of Object.keys(tab.fill).entries()) {
    await page.getByLabel(label, { exact: true }).fill(texts[index] ?? "");
  }
  return tab.action;
}

async function askOnPage(page: Page, action: string): Promise<Ending> {
  await page.getByRole("button", { name: action, exact: true }).click();
  const pane = answerPane(page);
  const why = pane.getByText(made);
  const failed = pane.getByText("This did not work");
  await expect(why.or(failed).first()).toBeVisible({ timeout: limitMs });
  const isFailed = await failed.isVisible();
  const outcome = isFailed ? await failureOf(page) : { answeredBy: await backendOf(page) };
  return { outcome, shown: await page.content() };
}

async function failureOf(page: Page): Promise<Ending["outcome"]> {
  const message = await answerPane(page).locator("p").first().innerText();
  return { code: "shown", message };
}

const backends: Readonly<Record<string, string>> = {
  "By the large model": "large",
  "On this server": "onnx",
  "On your device": "browser",
};

async function backendOf(page: Page): Promise<string> {
  for (const [words, backend] of Object.entries(backends)) {
    if (await answerPane(page).getByText(words).first().isVisible()) {
      return backend;
    }
  }
  return "unknown";
}
