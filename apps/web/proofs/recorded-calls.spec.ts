// The recorded scripts in Python, with the real packages.
import { expect, test } from "@playwright/test";
import { findPythonClient } from "../../../packages/core/src/http/gradio/conformance/find-python-client.ts";
import { copiedScript, expectRecordedRuns, recordRuns } from "../e2e/recorded-runs.ts";
import { runProgram } from "../e2e/run-program.ts";

test("the recorded scripts in Python make the same calls", async ({ page }) => {
  const python = findPythonClient();
  expect(python, "Python or PyPI is absent").not.toBeNull();
  await recordRuns(page);
  for (const [language, package_] of [
    ["Python client", "gradio_client"],
    // Gradio's client brings it along.
    ["Python httpx", "httpx"],
  ] as const) {
    const script = await copiedScript(page, language);
    expect(script).toContain(package_);
    expectRecordedRuns(await runProgram(python ?? "", ["-c", script]));
  }
});
