// The server behind the real nginx, set up as the README says: under a path that nginx keeps, and under
// one that it strips.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { findNginx } from "./find-nginx.ts";
import { chooseBackend, expectAnswer, fillTab, isReady, tabs } from "./page-driver.ts";
import { type StartedServer, startServer } from "./start-server.ts";
import { type StartedNginx, startNginx } from "./start-nginx.ts";

const nginx = findNginx();
const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const samples = [...readme.matchAll(/^```nginx\n(.*?)^```/gmsu)].map(([, lines = ""]) => lines);
const fromCore = createRequire(new URL("../../../packages/core/package.json", import.meta.url));

const text = "The room was small, but the view made up for all of it.";
const json = { "content-type": "application/json" };

test("the README has a sample for a path that is kept and one for a path that is stripped", () => {
  expect(samples).toHaveLength(2);
  expect(nginx !== null || !process.env["CI"], "nginx is absent: apt-get install nginx").toBe(true);
});

for (const [index, kind] of ["keeps", "strips"].entries()) {
  test.describe(`nginx that ${kind} the path${nginx === null ? ": absent here" : ""}`, () => {
    test.describe.configure({ mode: "serial" });
    test.use({ serviceWorkers: "allow" });

    let server: StartedServer | undefined;
    let proxy: StartedNginx | undefined;
    let root = "";

    test.beforeAll(async () => {
      if (nginx === null) return;
      server = await startServer({ BASE_PATH: "/lab", ONNX_THREADS: "1" }, { untilReady: true });
      const target = new URL(server.url).host;
      const lines = samples[index]?.replaceAll("127.0.0.1:3000", target) ?? "";
      expect(lines).toContain(target);
      proxy = await startNginx(nginx, lines);
      root = `${proxy.url}/lab`;
    });

    test.afterAll(async () => {
      await proxy?.stop();
      await server?.stop();
    });

    test("shows each tab, the first of which answers from this device and from the server", async ({
      page,
    }) => {
      if (nginx === null) return;
      const strays: string[] = [];
      page.on("response", (response) => {
        const { pathname } = new URL(response.url());
        if (!pathname.startsWith("/lab") || response.status() >= 400) strays.push(pathname);
      });
      await page.goto(root);
      await expect(page).toHaveURL(`${root}/`);
      for (const tab of tabs.toReversed()) {
        await page.goto(`${root}/${tab.id}/`);
        await expect(page).toHaveURL(`${root}/${tab.id}`);
        await isReady(page);
      }
      const [tab] = tabs;
      if (!tab) throw new Error("There are no tabs.");
      for (const [choice, said] of [
        ["This device", "this device"],
        ["This server", "this server"],
      ] as const) {
        await chooseBackend(page, choice);
        await fillTab(page, tab);
        await page.getByRole("button", { name: new RegExp(`^${tab.action}`, "u") }).click();
        await expectAnswer(page, tab, said);
      }
      const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
      expect(scope).toBe(`${root}/`);
      expect(strays.filter((path) => path !== "/favicon.ico")).toEqual([]);
    });

    test("finds a run again at the address that its reply names", async () => {
      if (nginx === null) return;
      const filed = await fetch(`${root}/api/v1/sentiment-analysis/`, {
        method: "POST",
        headers: { ...json, prefer: "respond-async" },
        // More than nginx takes by itself.
        body: JSON.stringify({ text }) + " ".repeat(1_500_000),
      });
      expect(filed.status).toBe(202);
      const address = new URL(filed.headers.get("location") ?? "", filed.url);
      const events = await fetch(address, { headers: { accept: "text/event-stream" } });
      expect(await events.text()).toContain("event: run-end");
      const status = await fetch(`${root}/api/v1/status`, {
        headers: { accept: "text/event-stream" },
      });
      const reader = status.body?.getReader();
      expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(/^event: status/u);
      await reader?.cancel();
    });

    test("lets Gradio's client, MCP and the API's description find their way", async () => {
      if (nginx === null) return;
      const { href } = pathToFileURL(fromCore.resolve("@gradio/client"));
      const { Client } = (await import(
        href
      )) as typeof import("../../../packages/core/node_modules/@gradio/client");
      const client = await Client.connect(root);
      const { data } = await client.predict("/sentiment-analysis", { text });
      expect(data).toMatchObject([{ label: "POSITIVE" }, { run: { backend: "onnx" } }]);
      const info = await (await fetch(`${root}/gradio_api/info`)).text();
      expect(info).toContain(`${root}/gradio_api/call/v2/sentiment-analysis`);

      const tools = await fetch(`${root}/mcp`, {
        method: "POST",
        headers: { ...json, accept: "application/json, text/event-stream" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
      });
      expect(await tools.text()).toContain('"name":"sentiment-analysis"');

      const description = (await (await fetch(`${root}/openapi.json`)).json()) as {
        servers: { url: string }[];
      };
      const base = new URL(description.servers[0]?.url ?? "", root).href;
      expect((await fetch(`${base}/api/v1/status`)).status).toBe(200);
    });

    test("answers unknown addresses by who asks, and /docs and /mcp show themselves to a browser", async ({
      page,
    }) => {
      if (nginx === null) return;
      const problem = await fetch(`${root}/v1/chat/completions`, { method: "POST", body: "{}" });
      expect(problem.headers.get("content-type")).toBe("application/problem+json");
      await page.goto(`${root}/no/such/page`);
      await expect(page.getByRole("heading")).toHaveText("There is nothing at this address");
      await page.getByRole("link", { name: "Sentiment" }).last().click();
      await expect(page).toHaveURL(`${root}/sentiment-analysis`);
      await page.goto(`${root}/docs`);
      await expect(page.getByRole("heading", { level: 3, name: "Tasks" })).toBeVisible();
      await page.goto(`${root}/mcp`);
      await expect(page.getByText(`${root}/mcp`, { exact: true })).toBeVisible();
    });
  });
}
