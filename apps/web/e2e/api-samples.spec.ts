// Each sample of the API panel, copied from the page and run as it is against the server.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { findPythonClient } from "../../../packages/core/src/http/gradio/conformance/find-python-client.ts";
import { fillTab, openTab, putText, tabs } from "./page-driver.ts";

// Beside core's own packages, where Gradio's client is found.
const folder = new URL("../../../packages/core/node_modules/.cache/samples/", import.meta.url);
const [summarize, ask, judge] = tabs;
if (!summarize || !ask || !judge) throw new Error("Three tabs are expected");

/** What the answer of each task holds. */
const answers: Readonly<Record<string, RegExp>> = {
  [summarize.id]: /The new light was lit on 27 June 1904/u,
  [ask.id]: ask.answer,
  [judge.id]: /POSITIVE/u,
};

/** Opens the samples of a tab. */
async function openSamples(page: Page): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "API" }).click();
}

/** What the page copies for a language. */
async function copied(page: Page, language: string): Promise<string> {
  await page.getByRole("radio", { name: language }).check();
  await page.getByRole("button", { name: /^Cop(?:y|ied) the code$/u }).click();
  await expect(page.getByRole("button", { name: "Copied the code" })).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Runs a program of the system and gives what it writes. */
async function runProgram(command: string, words: readonly string[], stdin = ""): Promise<string> {
  const env = { ...process.env, HF_HUB_DISABLE_TELEMETRY: "1", NO_PROXY: "127.0.0.1" };
  const child = spawn(command, words, { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => (output += data.toString()));
  }
  child.stdin.end(stdin);
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code, output).toBe(0);
  return output;
}

function runModule(code: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = new URL("sample.mjs", folder);
  writeFileSync(file, code);
  return runProgram(process.execPath, [fileURLToPath(file)]);
}

const python = findPythonClient();

for (const tab of tabs) {
  const answer = answers[tab.id] ?? /^$/u;

  test(`the samples of ${tab.id}${python === null ? ": Python's client is absent here" : ""}`, async ({
    page,
  }) => {
    await openTab(page, tab.id);
    await fillTab(page, tab);
    await openSamples(page);

    const reply: unknown = JSON.parse(await runProgram("bash", [], await copied(page, "curl")));
    expect(reply).toMatchObject({ run: { backend: "onnx" } });
    expect(JSON.stringify(reply)).toMatch(answer);

    expect(await runModule(await copied(page, "fetch"))).toMatch(answer);
    expect(await runModule(await copied(page, "JavaScript client"))).toMatch(answer);

    const code = await copied(page, "Python client");
    expect(code).toContain("from gradio_client import Client");
    if (python !== null) expect(await runProgram(python, ["-c", code])).toMatch(answer);
  });
}

test("a text of 300,000 characters with quotes is cut on the screen and copied whole", async ({
  page,
}) => {
  await openTab(page, judge.id);
  const text = `It's "good" \\ $HOME \`x\`\n`.repeat(12_000);
  await putText(page, text);
  await openSamples(page);
  const code = await copied(page, "curl");
  expect(code.length).toBeGreaterThan(text.length);
  const shown = await page.getByRole("region", { name: "Code" }).textContent();
  expect(shown?.length).toBeLessThan(2_000);
  expect(await runProgram("bash", [], code)).toContain('"label"');
});
