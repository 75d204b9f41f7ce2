import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { expectAnswer, fillTab, isReady, made, openTab, type Tab, tabs } from "./page-driver.ts";
import { praise } from "./page-texts.ts";
import { startServer } from "./start-server.ts";

test.use({ serviceWorkers: "allow" });

const [summary, , sentiment] = tabs;
if (!summary || !sentiment) throw new Error("There are three tabs.");

async function runs(page: Page, tab: Tab): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${tab.action}`, "u") }).click();
  await expectAnswer(page, tab, "this device");
}

/** Everything that the page sends, as one text. */
function recordSent(page: Page): () => string {
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url(), request.postData() ?? ""));
  return () => decodeURIComponent(sent.join("\n").replaceAll("%", "%25"));
}

test("the history keeps runs over a reload, finds them, puts them back, saves and forgets them", async ({
  page,
}) => {
  const sent = recordSent(page);
  for (const tab of [sentiment, summary]) {
    await openTab(page, tab.id);
    await fillTab(page, tab);
    await runs(page, tab);
  }
  await page.reload();
  await page.getByRole("button", { name: "History" }).click();
  const items = page.getByRole("listitem").filter({ hasText: "Forget" });
  await expect(items).toHaveCount(2);
  await page.getByLabel("Search").fill(praise.slice(0, 20));
  await expect(page.getByText("1 of 2 runs")).toBeVisible();
  await items.getByRole("button", { name: "Open" }).click();
  await expect(page).toHaveURL(/sentiment-analysis$/u);
  await expect(page.getByLabel("Text", { exact: true })).toHaveValue(praise);
  // The answer comes back with its input, and nothing is run for it.
  await expectAnswer(page, sentiment, "this device", { isTimed: false });

  await page.getByRole("button", { name: "History" }).click();
  await page.getByLabel("Search").fill("");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as JSON" }).click(),
  ]);
  const saved: unknown = JSON.parse(await readFile(await file.path(), "utf8"));
  expect(saved).toMatchObject([{ taskId: "summarization" }, { taskId: "sentiment-analysis" }]);
  await page.getByRole("button", { name: "Clear history" }).click();
  await page.getByRole("button", { name: "Forget them" }).click();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  expect(sent()).not.toContain(praise.slice(0, 20));
});

test("what a person thinks of an answer is kept with its run, and sent without the text when they say so", async ({
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "feedback-"));
  const path = join(folder, "feedback.jsonl");
  const server = await startServer({ FEEDBACK_PATH: path });
  try {
    await openTab(page, sentiment.id, server.url);
    await fillTab(page, sentiment);
    await runs(page, sentiment);
    await page.getByRole("button", { name: "Good answer" }).click();
    await page.getByLabel("What is good about it?").fill("Quick and right");
    await page.getByRole("button", { name: "Send to this server" }).click();
    await expect(page.getByText(/^Sent to this server/u)).toBeVisible();
    const line = await readFile(path, "utf8");
    const facts = { task: sentiment.id, verdict: "good", words: "Quick and right" };
    expect(JSON.parse(line)).toMatchObject(facts);
    expect(line).not.toContain(praise.slice(0, 20));
    await page.reload();
    const good = page.getByRole("button", { name: "Good answer" });
    await expect(good).toHaveAttribute("aria-pressed", "true");
    await page.getByRole("button", { name: "History" }).click();
    await expect(page.getByText("You found it good: Quick and right")).toBeVisible();
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
});

test("a history that is switched off keeps nothing", async ({ page }) => {
  await openTab(page, summary.id);
  await page.getByRole("button", { name: "History" }).click();
  await page.getByLabel("Keep new runs").uncheck();
  await fillTab(page, summary);
  await runs(page, summary);
  await page.reload();
  await page.getByRole("button", { name: "History" }).click();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  await expect(page.getByLabel("Keep new runs")).not.toBeChecked();
});

test("a shared link fills the form elsewhere with its answer, and neither reaches a server", async ({
  page,
  context,
}) => {
  await openTab(page, sentiment.id);
  await fillTab(page, sentiment);
  await runs(page, sentiment);
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByText("A link with this input and its answer")).toBeVisible();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  const sent = recordSent(other);
  await other.goto(link);
  await expect(other.getByLabel("Text", { exact: true })).toHaveValue(praise);
  await expect(other.getByText(/^Came with the link/u)).toBeVisible();
  await expect(other.getByText("Positive", { exact: true }).first()).toBeVisible();
  expect(new URL(other.url()).hash).toBe("");
  expect(sent()).not.toMatch(/input=|POST/u);
});

test.describe("in a page of another origin", () => {
  test("a frame shows a tab, answers, and grows with it, where the server lets that page", async ({
    page,
  }) => {
    const parent = await startParent();
    const server = await startServer({ EMBED_PARENTS: parent.url });
    try {
      await page.goto(`${server.url}/${sentiment.id}`);
      await isReady(page);
      await page.getByRole("button", { name: "Share" }).click();
      parent.show(await page.locator("pre code").innerText());
      // One column, so that the answer makes the tab higher.
      await page.setViewportSize({ width: 500, height: 900 });
      await page.goto(parent.url);
      const frame = page.frameLocator("iframe");
      await frame.getByLabel("Text", { exact: true }).fill(praise);
      const height = async () => (await page.locator("iframe").boundingBox())?.height ?? 0;
      await expect.poll(height).not.toBe(640);
      const fits = () =>
        frame.locator("html").evaluate((page) => page.scrollHeight <= page.clientHeight + 1);
      await expect.poll(fits).toBe(true);
      await frame.getByRole("button", { name: /^Analyze/u }).click();
      await expect(frame.getByText(made)).toBeVisible();
      await expect.poll(fits).toBe(true);
      expect(await height()).toBeLessThan(2_000);
    } finally {
      await server.stop();
      parent.stop();
    }
  });

  test("a frame stays empty where the server does not", async ({ page, baseURL }) => {
    const parent = await startParent();
    parent.show(`<iframe src="${baseURL ?? ""}/embed/sentiment-analysis"></iframe>`);
    const refused = page.waitForEvent("console", {
      predicate: (message) => message.text().includes("frame-ancestors"),
    });
    await page.goto(parent.url);
    await refused;
    parent.stop();
    await expect(page.frameLocator("iframe").getByLabel("Text")).toHaveCount(0);
  });
});

async function startParent() {
  let body = "";
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>A page of somebody else</title><h1>Hello</h1>${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    show: (html: string) => {
      body = html;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
