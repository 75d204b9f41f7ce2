// Each sample of the API panel, copied from the page and run as it is against the server.
import { expect, type Page, test } from "@playwright/test";
import { findPythonClient } from "../../../packages/core/src/http/gradio/conformance/find-python-client.ts";
import { fillTab, openTab, putText, tabs } from "./page-driver.ts";
import { copiedScript, copyCode, expectRecordedRuns, recordRuns } from "./recorded-runs.ts";
import { runModule, runProgram } from "./run-program.ts";

const [summarize, ask, judge] = tabs;
if (!summarize || !ask || !judge) throw new Error("Three tabs are expected");

/** What the answer of each task holds. */
const answers: Readonly<Record<string, RegExp>> = {
  [summarize.id]: /The new light was lit on 27 June 1904/u,
  [ask.id]: ask.answer,
  [judge.id]: /POSITIVE/u,
};

const copiedSample = (page: Page, language: string) =>
  copyCode(page, { legend: "Language", language, what: "the code" });

/** Opens the samples of a tab. */
async function openSamples(page: Page): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "API" }).click();
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

    const reply: unknown = JSON.parse(
      await runProgram("bash", [], await copiedSample(page, "curl")),
    );
    expect(reply).toMatchObject({ run: { backend: "onnx" } });
    expect(JSON.stringify(reply)).toMatch(answer);

    expect(await runModule(await copiedSample(page, "fetch"))).toMatch(answer);
    expect(await runModule(await copiedSample(page, "JavaScript client"))).toMatch(answer);

    const code = await copiedSample(page, "Python client");
    expect(code).toContain("from gradio_client import Client");
    if (python !== null) expect(await runProgram(python, ["-c", code])).toMatch(answer);
  });
}

test("what is done in the page is recorded as a script, which makes the same calls", async ({
  page,
}) => {
  await recordRuns(page);
  expectRecordedRuns(await runProgram("bash", [], await copiedScript(page, "curl")));
  expectRecordedRuns(await runModule(await copiedScript(page, "fetch")));
  expectRecordedRuns(await runModule(await copiedScript(page, "JavaScript client")));
});

test("a text of 300,000 characters with quotes is cut on the screen and copied whole", async ({
  page,
}) => {
  await openTab(page, judge.id);
  const text = `It's "good" \\ $HOME \`x\`\n`.repeat(12_000);
  await putText(page, text);
  await openSamples(page);
  const code = await copiedSample(page, "curl");
  expect(code.length).toBeGreaterThan(text.length);
  const shown = await page.getByRole("region", { name: "Code" }).textContent();
  expect(shown?.length).toBeLessThan(2_000);
  expect(await runProgram("bash", [], code)).toContain('"label"');
});
