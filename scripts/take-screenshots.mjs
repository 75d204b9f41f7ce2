// `npm run screenshots`: the README's pictures, from the built page with each tab's own example.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { findChromium } from "./find-chromium.mjs";

const { chromium } = createRequire(new URL("../apps/web/package.json", import.meta.url))(
  "@playwright/test",
);
const folder = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));
const port = 7399;
const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

const pictures = [
  { task: "summarization", theme: "light", size: desktop },
  { task: "question-answering", theme: "dark", size: desktop },
  { task: "sentiment-analysis", theme: "light", size: desktop },
  { task: "sentiment-analysis", theme: "dark", size: phone, name: "sentiment-analysis-phone" },
];

mkdirSync(folder, { recursive: true });
const server = spawn(process.execPath, ["apps/web/build/start.js"], {
  env: { ...process.env, PORT: String(port), HOST: "127.0.0.1" },
  stdio: ["ignore", "pipe", "inherit"],
});
await new Promise((resolve) => server.stdout.once("data", resolve));
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  for (const picture of pictures) await take(picture);
} finally {
  await browser.close();
  server.kill();
}

async function take({ task, theme, size, name = `${task}-${theme}` }) {
  const page = await browser.newPage({
    viewport: size,
    colorScheme: theme,
    deviceScaleFactor: 1.5,
  });
  await page.goto(`http://127.0.0.1:${port}/${task}`, { waitUntil: "networkidle" });
  await page.getByRole("list", { name: "Try an example" }).getByRole("button").first().click();
  await page.keyboard.press("Control+Enter");
  await page
    .getByText(/^[\d.,]+ m?s$/)
    .first()
    .waitFor({ timeout: 60_000 });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: true });
  await page.close();
  console.log(`docs/screenshots/${name}.png`);
}
