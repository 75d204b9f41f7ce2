// `npm run proof -- long-text`: questions about 100,000 characters, answered in Chromium by the visitor's own
// processor once the model is loaded. Prints the table of docs/benchmarks.md; an answer has three seconds.
import process from "node:process";
import { chromium, type Page } from "@playwright/test";
import { chromiumArgs, chromiumOptions } from "../e2e/chromium-options.ts";
import { answerPane, chooseBackend, limitMs, openTab, putText, write } from "../e2e/page-driver.ts";
import { article, asked, hugeText } from "../e2e/page-texts.ts";
import { startServer } from "../e2e/start-server.ts";

const characters = 100_000;
const mostMs = 3_000;

const questions = [
  asked,
  { question: "Who was the foreman of the second tower?", answer: "James Kavanagh" },
  { question: "Who wrote the anthem of Peru?", answer: null },
] as const;

/** Asks each question three times and sets the exit code. */
export async function main(): Promise<void> {
  const server = await startServer({}, { untilReady: true });
  const browser = await chromium.launch(chromiumOptions(chromiumArgs));
  try {
    const page = await browser.newPage();
    await openTab(page, "question-answering", server.url);
    await chooseBackend(page, "This device");
    // The model is loaded with the first run, and a run is not the same as the one before.
    await putText(page, article);
    await ask(page, "How far off the coast is the rock?");
    await putText(page, hugeText(characters));
    console.log(`| question | answer | median of three, s |\n| --- | --- | --- |`);
    for (const { question, answer } of questions) {
      const times: number[] = [];
      for (const end of ["", " ", "  "]) times.push(await ask(page, question + end));
      const said = await answerPane(page).innerText();
      const isRight = answer === null ? /not found/iu.test(said) : said.includes(answer);
      const [, median = Number.NaN] = times.toSorted((a, b) => a - b);
      const isInTime = answer === null || median <= mostMs;
      console.log(
        `| ${question} | ${answer ?? "none"}, ${isRight ? "as told" : `told otherwise: ${said.replaceAll(/\s+/gu, " ")}`} | ${(median / 1_000).toFixed(1)} |`,
      );
      if (!isInTime || !isRight) process.exitCode = 1;
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** How long a person waits from the click to the answer, in milliseconds. */
async function ask(page: Page, question: string): Promise<number> {
  await write(page, "Question", question);
  const button = page.getByRole("button", { name: "Ask", exact: true });
  const startedAtMs = performance.now();
  await button.click();
  await page.getByRole("button", { name: "Cancel" }).waitFor({ timeout: limitMs });
  await button.waitFor({ timeout: limitMs });
  return performance.now() - startedAtMs;
}
