// `npm run proof -- browsers`: the page's story in a real Firefox, by WebDriver BiDi, and in a real WebKit, by its
// own driver: every tab answers on the device and marks the text, copies, survives a reload, and lives without
// the server.
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { startServer } from "../e2e/start-server.ts";
import { openFirefox } from "./browsers/firefox.ts";
import type { OpenedBrowser } from "./browsers/opened-browser.ts";
import { openWebKit } from "./browsers/webkit.ts";

const tabs = ["summarization", "question-answering", "sentiment-analysis"];
// Ends what hangs.
const limitMs = 300_000;

/** Runs the proof, of one browser where it is named, prints a line for each step, and sets the exit code. */
export async function main(only?: string): Promise<void> {
  const browsers = { Firefox: openFirefox, WebKit: openWebKit };
  for (const [name, open] of Object.entries(browsers)) {
    if (only !== undefined && only !== name) continue;
    const browser = await open();
    if (browser === null) {
      console.log(`absent\t${name}`);
      continue;
    }
    try {
      console.log(`${name} ${browser.version}`);
      await tellStory(browser);
    } finally {
      await browser.close();
    }
  }
}

async function tellStory(browser: OpenedBrowser): Promise<void> {
  const server = await startServer({}, { untilReady: true });
  const step = async (what: string, act: () => Promise<string>) => {
    try {
      console.log(`  ok\t${what}\t${await act()}`);
    } catch (error) {
      console.log(`  MISSED\t${what}\t${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  };
  const runTab = async (tab: string, example: number) => {
    await open(browser, `${server.url}/${tab}`);
    await chooseBackend(browser, "browser");
    await browser.click(`form ul li:nth-child(${example}) button`);
    await browser.click('form button[type="submit"]');
    return answer(browser);
  };
  try {
    for (const tab of tabs) {
      await step(`${tab}: an answer by the device`, () => runTab(tab, 1));
      await step(`${tab}: marks in the text`, async () => {
        const marks = await until(browser, 'document.querySelectorAll("form mark").length');
        return `${marks} marks`;
      });
    }
    await step("copy", async () => {
      await browser.click('section[aria-labelledby$="-answer"] button:has(+ [role="status"])');
      return until(
        browser,
        '[...document.querySelectorAll("[role=status]")].map((one) => one.textContent.trim()).find((text) => /^(?:Copied|Not allowed)/.test(text))',
      );
    });
    await step("ready for offline", () =>
      until(browser, "/Ready for offline/.exec(document.body.innerText)?.[0]"),
    );
    await step("a reload keeps the answer", async () => {
      await browser.reload();
      return answer(browser);
    });
  } finally {
    await server.stop();
  }
  for (const tab of tabs) {
    await step(`${tab}: an answer without the server`, () => runTab(tab, 2));
  }
}

async function open(browser: OpenedBrowser, url: string): Promise<void> {
  await browser.open(url);
  // The page's script has taken over when it knows who answers.
  await until(
    browser,
    'document.querySelector("select") && /Nothing is sent|this server/.test(document.body.innerText)',
  );
}

async function chooseBackend(browser: OpenedBrowser, backend: string): Promise<void> {
  await browser.evaluate(`(() => {
    const choice = [...document.querySelectorAll("select")].find((one) => [...one.options].some(({ value }) => value === "${backend}"));
    choice.value = "${backend}";
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  })()`);
}

/** Waits for the line under the answer to the text in the form: that of another text is kept until there is one. */
function answer(browser: OpenedBrowser): Promise<string> {
  const pane = 'document.querySelector("section[aria-labelledby$=-answer]")';
  return until(
    browser,
    `!${pane}.querySelector("[aria-busy=true]") && !/For the previous text/.test(${pane}.innerText) && /On your device[^\\n]*/.exec(${pane}.innerText)?.[0]`,
  );
}

/** Fails when a browser does not answer at all: a page whose process has ended never does. */
async function hung(): Promise<never> {
  await setTimeout(limitMs, null, { ref: false });
  throw new Error(`the browser did not answer within ${limitMs / 1000} s`);
}

/** Asks until there is something to tell. */
async function until(browser: OpenedBrowser, expression: string): Promise<string> {
  const endsAtMs = Date.now() + limitMs;
  for (;;) {
    const value = await Promise.race([browser.evaluate(expression).catch(() => null), hung()]);
    if (value) return typeof value === "string" ? value : JSON.stringify(value);
    if (Date.now() > endsAtMs) {
      const text = await browser.evaluate("document.body.innerText");
      throw new Error(`nothing after ${limitMs / 1000} s; the page says ${JSON.stringify(text)}`);
    }
    await setTimeout(250);
  }
}
