import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { TaskSession } from "../sessions/task-session.svelte.ts";
import "../styles/styles.css";
import { echo, ToldRunner } from "../testing/toy-task.ts";
import TaskPanel from "./TaskPanel.svelte";

async function showPanel(choice: "auto" | "browser" | "server" = "auto") {
  const runner = new ToldRunner();
  const session = new TaskSession({ task: echo, runner });
  const chosen: string[] = [];
  const { unmount } = await render(TaskPanel, {
    session,
    choice,
    onchoice: (next: string) => chosen.push(next),
    appUrl: "https://text.example.org/app/",
  });
  return { runner, session, chosen, unmount };
}

async function fillIn(text = "hi") {
  await page.getByLabelText("Text", { exact: true }).fill(text);
  await page.getByLabelText("Name").fill("Ada");
}

const call = page.getByRole("button", { name: "Call" });

describe("a task that no code knows", () => {
  test("gets its form, its run and its output from its definition alone", async () => {
    const { runner } = await showPanel();
    await fillIn();
    await page.getByRole("radio", { name: "High" }).click();
    await page.getByRole("button", { name: "More: Times" }).click();
    await page.getByRole("switch", { name: "Echo twice" }).click();
    await call.click();
    runner.answer("hi hi");
    await expect.element(page.getByRole("heading", { name: "Output" })).toBeVisible();
    await expect
      .element(page.getByRole("region", { name: "Output" }))
      .toHaveTextContent('{ "echoed": "hi hi" }');
    expect(runner.requests[0]?.input).toEqual({
      text: "hi",
      name: "Ada",
      voice: "high",
      times: 2,
      twice: true,
    });
  });

  test("takes a number where a choice allows one", async () => {
    const { session } = await showPanel();
    await page.getByRole("radio", { name: "Decibels" }).click();
    await page.getByRole("spinbutton", { name: "Decibels" }).fill("7");
    expect(session.values["voice"]).toBe(7);
  });
});

describe("before a run", () => {
  test.each([
    ["auto", /^Stays on this device\. Only if/u],
    ["browser", "Stays on this device. Nothing is sent."],
    ["server", "Is sent to this server (text.example.org)."],
  ] as const)("with %s the person reads where the text goes", async (choice, words) => {
    await showPanel(choice);
    await expect.element(page.getByText(words)).toBeVisible();
  });

  test("the choice of who answers is handed up", async () => {
    const { chosen } = await showPanel();
    await page.getByRole("radio", { name: "This server" }).click();
    expect(chosen).toEqual(["server"]);
  });

  test("an empty field says so and gets the focus", async () => {
    await showPanel();
    await call.click();
    const text = page.getByLabelText("Text", { exact: true });
    await expect.element(text).toHaveFocus();
    await expect.element(text).toHaveAttribute("aria-invalid", "true");
    await expect.element(text).toHaveAccessibleDescription(/This is empty/u);
  });

  test("an example fills the form and names its source", async () => {
    const { session } = await showPanel();
    await page.getByRole("button", { name: "A poem" }).click();
    expect(session.values["text"]).toBe("Rose is a rose");
    await expect.element(page.getByRole("link", { name: "Sacred Emily" })).toBeVisible();
  });

  test("a text that an example replaced comes back with Undo", async () => {
    const { session } = await showPanel();
    await fillIn("my own words");
    await page.getByRole("button", { name: "A hill" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    expect(session.values["text"]).toBe("my own words");
  });
});

describe("during a run", () => {
  test("its progress is shown, and it can be cancelled", async () => {
    const { runner } = await showPanel();
    await fillIn();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    runner.tell({
      type: "backend-start",
      backend: "browser",
      role: "small",
      reason: "it is here",
      reasonFacts: { code: "at-once" },
    });
    runner.tell({ type: "progress", stage: "loading", done: 5e5, total: 2e6, unit: "bytes" });
    const progress = page.getByRole("progressbar", { name: "Loading the model: 0.5 of 2.0 MB" });
    await expect.element(progress).toHaveAttribute("value", "0.25");
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect.element(page.getByText("Cancelled.").first()).toBeInTheDocument();
    await expect.element(call).toHaveFocus();
  });

  test("text that streams in is shown as it comes", async () => {
    const { runner } = await showPanel();
    await fillIn();
    await call.click();
    runner.tell({
      type: "backend-start",
      backend: "server",
      role: "small",
      reason: "it was asked for",
      reasonFacts: { code: "at-once" },
    });
    runner.tell({ type: "text-delta", text: "Once upon" });
    runner.tell({ type: "text-delta", text: " a time" });
    await expect.element(page.getByText("Once upon a time")).toBeVisible();
  });

  test("the panel can go: the run ends without it", async () => {
    const { runner, session, unmount } = await showPanel();
    const faults: unknown[] = [];
    const note = ({ reason }: PromiseRejectionEvent) => faults.push(reason);
    window.addEventListener("unhandledrejection", note);
    await fillIn();
    await call.click();
    await unmount();
    runner.answer("hi");
    await expect.poll(() => session.run.state.status).toBe("done");
    await new Promise((resolve) => requestIdleCallback(resolve));
    window.removeEventListener("unhandledrejection", note);
    expect(faults).toEqual([]);
  });

  test("a lost connection is told, and that it is back", async () => {
    const { runner } = await showPanel();
    await fillIn();
    await call.click();
    runner.tell({
      type: "backend-start",
      backend: "server",
      role: "small",
      reason: "it was asked for",
      reasonFacts: { code: "at-once" },
    });
    runner.tell({ type: "text-delta", text: "Once upon" });
    runner.tell({ type: "connection-update", isLost: true });
    const looking = page.getByRole("progressbar", { name: /^The connection was lost/u });
    await expect.element(looking).toBeVisible();
    await expect.element(page.getByText("Once upon")).toBeVisible();
    runner.tell({ type: "connection-update", isLost: false });
    await expect
      .element(page.getByRole("progressbar", { name: "Running on this server" }))
      .toBeVisible();
  });
});

describe("after a run", () => {
  test("the answer says which model gave it, where, in how long, and why", async () => {
    const { runner } = await showPanel();
    await fillIn();
    await call.click();
    const words = "The text seems to be in French; the model reads English.";
    runner.answer("hi", { notice: words, noticeFacts: [{ code: "words", words }] });
    await expect.element(page.getByText(/hillside/u)).toBeVisible();
    await expect.element(page.getByText("this device", { exact: true })).toBeVisible();
    await expect.element(page.getByText("41 ms")).toBeVisible();
    await expect.element(page.getByText("Why here: this device answers at once.")).toBeVisible();
    await expect.element(page.getByText(/seems to be in French/u)).toBeVisible();
  });

  test("side by side the focus stays; the screen reader is told", async () => {
    const { runner } = await showPanel();
    await fillIn();
    await call.click();
    runner.answer("hi");
    await expect.element(page.getByText("Answer: ready.")).toBeInTheDocument();
    await expect.element(call).toHaveFocus();
  });

  test("in one column the answer gets the focus", async () => {
    await page.viewport(390, 700);
    const { runner } = await showPanel();
    await fillIn();
    await call.click();
    runner.answer("hi");
    await expect.element(page.getByRole("heading", { name: "Answer", exact: true })).toHaveFocus();
    await page.viewport(1280, 900);
  });

  test("a failure says what to do next, and Retry runs again", async () => {
    const { runner } = await showPanel();
    await fillIn();
    await call.click();
    const message = "The server is busy. Retry in a moment.";
    runner.tell({
      type: "run-error",
      runId: "1",
      error: { code: "overloaded", message, retryable: true },
    });
    await expect.element(page.getByText(message).first()).toBeVisible();
    await page.getByRole("button", { name: "Retry" }).click();
    runner.answer("now it works");
    await expect
      .element(page.getByRole("region", { name: "Output" }))
      .toMatchTextContent(/now it works/u);
  });

  test("the call over HTTP is shown with the form's own values, in each language", async () => {
    await showPanel();
    await fillIn("it's me");
    await page.getByText("Use via API").click();
    const code = page.getByRole("region", { name: "Code" });
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
    await showPanel();
    await fillIn("word ".repeat(1_000));
    await page.getByText("Use via API").click();
    await expect.element(page.getByRole("region", { name: "Code" })).toMatchTextContent(/word …"/u);
  });
});
