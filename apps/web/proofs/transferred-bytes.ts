// `npm run proof -- bytes`: what a visit costs on the wire, counted between a fresh browser and the
// production server, and how long it takes where the wire is slow. Prints the table of docs/offline.md.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { type Browser, chromium, type Page } from "@playwright/test";
import { chromiumArgs, chromiumOptions } from "../e2e/chromium-options.ts";
import { made } from "../e2e/page-driver.ts";
import { startServer } from "../e2e/start-server.ts";

interface Visit {
  readonly what: string;
  readonly tab: string;
  /** Gives how long a person waited from the click to the answer; null where there was none. */
  readonly does: (page: Page) => Promise<number | null>;
}

const limitMs = 120_000;
/** A line of 10 Mbit/s. */
const slowBytesPerMs = 1_250;

const looking = async () => {
  // Long enough for the service worker to have fetched the app's own files.
  await setTimeout(5_000);
  return null;
};

async function answers(page: Page): Promise<number> {
  const examples = page.getByRole("list", { name: "Try an example" });
  await examples.getByRole("button").first().click();
  const startedAtMs = performance.now();
  await page.locator("button[type='submit']").click();
  await page.getByText(made).waitFor({ timeout: limitMs });
  return performance.now() - startedAtMs;
}

async function answersAndKeeps(page: Page): Promise<number> {
  const waitedMs = await answers(page);
  await page.getByText("Ready for offline").waitFor({ timeout: limitMs });
  return waitedMs;
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
  const browser = await chromium.launch(chromiumOptions(chromiumArgs));
  console.log(
    "| visit | bytes from the server | requests | usable at 10 Mbit/s | click to answer at 10 Mbit/s |",
  );
  console.log("| --- | --- | --- | --- | --- |");
  for (const visit of visits) {
    const { bytes, requests } = await makeVisit(browser, server.url, { visit });
    const slow = await makeVisit(browser, server.url, { visit, bytesPerMs: slowBytesPerMs });
    const waited = slow.waitedMs === null ? "–" : inSeconds(slow.waitedMs);
    const counts = `${(bytes / 1_000).toFixed(0)} kB | ${requests}`;
    console.log(`| ${visit.what} | ${counts} | ${inSeconds(slow.usableMs)} | ${waited} |`);
  }
  await browser.close();
  await server.stop();
}

const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

interface VisitOptions {
  readonly visit: Visit;
  /** How fast the line is; left out, as fast as it can be. */
  readonly bytesPerMs?: number;
}

/** Makes a visit in a browser that has nothing. */
async function makeVisit(
  browser: Browser,
  serverUrl: string,
  { visit: { tab, does }, bytesPerMs = Infinity }: VisitOptions,
) {
  const line = await layLine(serverUrl, bytesPerMs);
  const context = await browser.newContext({ serviceWorkers: "allow" });
  try {
    const page = await context.newPage();
    const openedAtMs = performance.now();
    await page.goto(`${line.url}/${tab}`);
    await page.getByText(/this server \(/u).waitFor({ timeout: limitMs });
    const usableMs = performance.now() - openedAtMs;
    const waitedMs = await does(page);
    return { ...line.counted(), usableMs, waitedMs };
  } finally {
    await context.close();
    line.close();
  }
}

/** A port in front of the server that counts what it sends, headers included, and is no faster than told. */
async function layLine(serverUrl: string, bytesPerMs: number) {
  const { hostname, port } = new URL(serverUrl);
  let bytes = 0;
  let requests = 0;
  // When what was sent so far has passed; all connections share the line.
  let freeAtMs = 0;
  const line = createServer((near) => {
    const far = connect(Number(port), hostname);
    const passOn = async (data: Buffer) => {
      bytes += data.byteLength;
      far.pause();
      freeAtMs = Math.max(freeAtMs, performance.now()) + data.byteLength / bytesPerMs;
      const leftMs = freeAtMs - performance.now();
      if (leftMs > 1) await setTimeout(leftMs);
      near.write(data);
      far.resume();
    };
    far.on("data", (data: Buffer) => void passOn(data));
    far.on("end", () => near.end());
    near.on(
      "data",
      (data: Buffer) => (requests += data.toString("latin1").match(/^GET |^POST /gmu)?.length ?? 0),
    );
    near.pipe(far);
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
