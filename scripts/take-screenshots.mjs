// `npm run screenshots`: the README's pictures, from the built page with each tab's own example, and beside
// the demo's local SageMaker.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { startSagemakerLocal } from "../packages/sagemaker-local/src/index.ts";
import { sagemakerEnv } from "../apps/web/demo/sagemaker-env.ts";
import { openStandIn } from "../apps/web/demo/stand-in.ts";
import { findChromium } from "./find-chromium.mjs";

const { chromium } = createRequire(new URL("../apps/web/package.json", import.meta.url))(
  "@playwright/test",
);
const folder = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));
const port = 7399;
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const pictures = [
  { task: "summarization", theme: "light", size: desktop },
  { task: "question-answering", theme: "dark", size: desktop },
  { task: "sentiment-analysis", theme: "light", size: desktop },
  { task: "sentiment-analysis", theme: "dark", size: phone, name: "sentiment-analysis-phone" },
];
const stories = [
  { theme: "light", size: desktop, shots: ["waking", "offer", "both"] },
  { theme: "dark", size: desktop, shots: ["panel", "both"] },
  { theme: "light", size: phone, shots: ["offer"] },
  { theme: "dark", size: phone, shots: ["waking", "both"] },
];

/** What a moment of the story adds to the page. */
const newest = {
  waking: /offered here then/,
  offer: /Ask it too/,
  both: /^By the large model · /,
};

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  await withServer({}, async () => {
    for (const picture of pictures) await take(picture);
  });
  for (const story of stories) await tell(story);
} finally {
  await browser.close();
}

/** Runs the built server with this environment while `use` goes on. */
async function withServer(env, use) {
  const server = spawn(process.execPath, ["apps/web/build/start.js"], {
    env: { ...process.env, LOG_LEVEL: "warn", ...env, PORT: String(port), HOST: "127.0.0.1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  await new Promise((resolve) => server.stdout.once("data", resolve));
  try {
    await use();
  } finally {
    server.kill();
    await ended;
  }
}

async function openPage({ task, theme, size }) {
  const page = await browser.newPage({
    viewport: size,
    colorScheme: theme,
    deviceScaleFactor: 1.5,
    isMobile: size === phone,
    hasTouch: size === phone,
  });
  await page.goto(`http://127.0.0.1:${port}/${task}`);
  await page.getByText(/127\.0\.0\.1/).waitFor();
  return page;
}

/** Runs the tab's first example to its answer. */
async function runExample(page) {
  await page.getByRole("list", { name: "Try an example" }).getByRole("button").first().click();
  await page.keyboard.press("Control+Enter");
  await page.getByText(/^On your device · /).waitFor({ timeout: 60_000 });
  await page.mouse.move(0, 0);
}

async function take({ task, theme, size, name = `${task}-${theme}` }) {
  const page = await openPage({ task, theme, size });
  await runExample(page);
  await page.waitForTimeout(500);
  await save(page, name);
  await page.close();
}

/** From asleep to both answers, beside a large model whose clock runs 60 times as fast. */
async function tell(story) {
  const standIn = openStandIn();
  const local = await startSagemakerLocal({ answer: standIn.answer, timeScale: 60 });
  const env = { ...sagemakerEnv(local), WAKE_SECONDS: "9" };
  await withServer(env, async () => {
    const page = await openPage({ task: "summarization", ...story });
    await page.getByRole("button", { name: /^Large model asleep/ }).click();
    await shoot(page, "panel", story);
    await page.keyboard.press("Escape");
    await runExample(page);
    await page.getByText(/offered here then/).waitFor({ timeout: 60_000 });
    await shoot(page, "waking", story);
    await page.getByRole("button", { name: "Ask it too" }).waitFor({ timeout: 60_000 });
    await shoot(page, "offer", story);
    await page.getByRole("button", { name: "Ask it too" }).click();
    await page.getByText(/^By the large model · /).waitFor({ timeout: 60_000 });
    await shoot(page, "both", story);
    await page.close();
  });
  await local.close();
  await standIn.close();
}

/** One moment of the story, if it is among its pictures. */
async function shoot(page, moment, { theme, size, shots }) {
  if (!shots.includes(moment)) return;
  // On a phone the newest part of the answer is below what is seen.
  if (size === phone) await page.getByText(newest[moment]).last().scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  const name = ["large-model", moment, ...(size === phone ? ["phone"] : []), theme].join("-");
  await save(page, name);
}

async function save(page, name) {
  await page.screenshot({ path: `${folder}${name}.png` });
  console.log(`docs/screenshots/${name}.png`);
}
