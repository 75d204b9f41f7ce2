// `npm run proof -- bytes`: what a visit costs on the wire, counted between a fresh browser and the
// production server. Prints the table of docs/offline.md.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { chromium, type Page } from "@playwright/test";
import { made } from "../e2e/page-driver.ts";
import { startServer } from "../e2e/start-server.ts";

interface Visit {
  readonly what: string;
  readonly tab: string;
  readonly does: (page: Page) => Promise<void>;
}

const looking = async () => {
  // Long enough for the service worker to have fetched the app's own files.
  await setTimeout(5_000);
};

async function answers(page: Page): Promise<void> {
  const examples = page.getByRole("list", { name: "Try an example" });
  await examples.getByRole("button").first().click();
  await page.locator("button[type='submit']").click();
  await page.getByText(made).waitFor({ timeout: 60_000 });
}

async function answersAndKeeps(page: Page): Promise<void> {
  await answers(page);
  await page.getByText("Ready for offline").waitFor({ timeout: 60_000 });
}

const tabs = ["summarization", "question-answering", "sentiment-analysis"];
const visits: readonly Visit[] = [
  { what: "only looks", tab: "summarization", does: looking },
  ...tabs.map((tab) => ({ what: `first run of ${tab}`, tab, does: answers })),
  {
    what: "first run, then all kept for offline",
    tab: "sentiment-analysis",
    does: answersAndKeeps,
  },
];

/** Makes each visit in a browser that has nothing, and prints what came over the line. */
export async function main(): Promise<void> {
  const server = await startServer({}, { untilReady: true });
  const executablePath = process.env["CHROMIUM_PATH"];
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  console.log("| visit | bytes from the server | requests |\n| --- | --- | --- |");
  for (const { what, tab, does } of visits) {
    const line = await layCountedLine(server.url);
    const context = await browser.newContext({ serviceWorkers: "allow" });
    const page = await context.newPage();
    await page.goto(`${line.url}/${tab}`);
    await page.getByText(/this server \(/u).waitFor();
    await does(page);
    const { bytes, requests } = line.counted();
    console.log(`| ${what} | ${(bytes / 1_000).toFixed(0)} kB | ${requests} |`);
    await context.close();
    line.close();
  }
  await browser.close();
  await server.stop();
}

/** A port in front of the server that counts what it sends, headers included. */
async function layCountedLine(serverUrl: string) {
  const { hostname, port } = new URL(serverUrl);
  let bytes = 0;
  let requests = 0;
  const line = createServer((near) => {
    const far = connect(Number(port), hostname);
    far.on("data", (data: Buffer) => (bytes += data.byteLength));
    near.on(
      "data",
      (data: Buffer) => (requests += data.toString("latin1").match(/^GET |^POST /gmu)?.length ?? 0),
    );
    near.pipe(far).pipe(near);
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
  });
  line.listen(0, "127.0.0.1");
  await once(line, "listening");
  const address = line.address();
  if (typeof address !== "object" || !address) throw new Error("The line has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    counted: () => ({ bytes, requests }),
    close: () => line.close(),
  };
}
