import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { TaskSession } from "../sessions/task-session.svelte.ts";
import { echo, ToldRunner } from "../testing/toy-task.ts";
import ApiSamples from "./ApiSamples.svelte";

async function show(text: string) {
  const session = new TaskSession({ task: echo, runner: new ToldRunner() });
  session.set("text", text);
  session.set("name", "Ada");
  await render(ApiSamples, { session, choice: "auto", appUrl: "https://text.example.org/app/" });
}

const code = page.getByRole("region", { name: "Code" });

test("the call over HTTP is shown with the form's own values, in each language", async () => {
  await show("it's me");
  await expect
    .element(code)
    .toMatchTextContent(/curl -s https:\/\/text\.example\.org\/app\/api\/v1\/echo/u);
  await expect.element(code).toMatchTextContent(/"text": "it's me"/u);
  await page.getByRole("radio", { name: "fetch" }).click();
  await expect.element(code).toMatchTextContent(/await fetch\("https:/u);
  await page.getByRole("radio", { name: "JavaScript client" }).click();
  await expect.element(code).toMatchTextContent(/Client\.connect\("https:.*\/app"\)/u);
  await page.getByRole("radio", { name: "Python client" }).click();
  await expect.element(code).toMatchTextContent(/twice=False/u);
  await expect
    .element(page.getByRole("link", { name: "OpenAPI description" }))
    .toHaveAttribute("href", "https://text.example.org/app/openapi.json");
});

test("a long text is cut in the sample", async () => {
  await show("word ".repeat(1_000));
  await expect.element(code).toMatchTextContent(/word …"/u);
});
