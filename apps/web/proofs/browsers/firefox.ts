import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findNpmPackage } from "../find-tools.ts";
import type { OpenedBrowser } from "./opened-browser.ts";
import { parsePuppeteer } from "./parse-driver-modules.ts";

// Speaks WebDriver BiDi to the Firefox of the system; needs no driver in between.
const puppeteerCore = { name: "puppeteer-core", version: "25.16.0" };

/** The system's Firefox; null where there is none, or where npm is out of reach. */
export async function openFirefox(): Promise<OpenedBrowser | null> {
  const executablePath = ["firefox-esr", "firefox"].flatMap((name) => {
    const { status, stdout } = spawnSync("which", [name], { encoding: "utf8" });
    return status === 0 ? [stdout.trim()] : [];
  })[0];
  const home = findNpmPackage(puppeteerCore);
  if (executablePath === undefined || home === null) return null;
  const entry = join(home, "lib", "puppeteer", "puppeteer-core.js");
  const module: unknown = await import(pathToFileURL(entry).href);
  const browser = await parsePuppeteer(module).launch({
    browser: "firefox",
    executablePath,
    headless: true,
    // Wide enough for both panes: beside each other nothing scrolls away from a click.
    defaultViewport: { width: 1280, height: 800 },
  });
  const page = await browser.newPage();
  return {
    version: await browser.version(),
    open: async (url) => {
      await page.goto(url);
    },
    reload: async () => {
      await page.reload();
    },
    click: (selector) => page.click(selector),
    evaluate: (expression) => page.evaluate(expression),
    close: () => browser.close(),
  };
}
