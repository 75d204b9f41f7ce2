import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import "../styles/styles.css";
import { call, fillIn, showPanel, spotting } from "../testing/show-panel.ts";
import { echo } from "../testing/toy-task.ts";

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
    ["auto", /^Your text stays on this device\. It is sent to this server \(text\.example/u],
    ["browser", /^Your text stays on this device\. Nothing is sent\.$/u],
    ["server", /^Your text is sent to this server \(text\.example\.org\)\.$/u],
  ] as const)("with %s the person reads where the text goes", async (choice, words) => {
    await showPanel(choice);
    const picker = page.getByRole("combobox", { name: "Answer with" });
    await expect.element(picker).toHaveAccessibleDescription(words);
  });

  test("a text that would leave the device is told by another frame, too", async () => {
    const widthOf = async (choice: "browser" | "server") => {
      const { unmount } = await showPanel(choice);
      const chip = page
        .getByText(/^Your text/u)
        .element()
        .closest("p");
      const width = chip && getComputedStyle(chip).borderTopWidth;
      await unmount();
      return width;
    };
    expect(await widthOf("browser")).not.toBe(await widthOf("server"));
  });

  test("what the options mean is said on demand", async () => {
    await showPanel();
    await page.getByRole("button", { name: "What the options mean" }).click();
    await expect.element(page.getByRole("term").filter({ hasText: "Voice" })).toBeVisible();
  });

  test("the run button is the only one that submits", async () => {
    await showPanel();
    const submits = document.querySelectorAll("button[type='submit'], button:not([type])");
    expect(Array.from(submits, (button) => button.textContent.trim())).toEqual([
      expect.stringMatching(/^Call/u),
    ]);
  });

  test("it is told when the person begins to write", async () => {
    const { writings } = await showPanel();
    await page.getByLabelText("Text", { exact: true }).click();
    expect(writings()).toBeGreaterThan(0);
  });

  test("Enter that ends a composed word is no shortcut", async () => {
    const { runner } = await showPanel();
    await fillIn();
    const text = page.getByLabelText("Text", { exact: true }).element();
    const press = { key: "Enter", ctrlKey: true, bubbles: true };
    text.dispatchEvent(new KeyboardEvent("keydown", { ...press, isComposing: true }));
    expect(runner.requests).toEqual([]);
    text.dispatchEvent(new KeyboardEvent("keydown", press));
    await expect.poll(() => runner.requests.length).toBe(1);
  });

  test("a sample stands where nothing was run, and opens its example", async () => {
    const answer = { output: { echoed: "hi" }, model: "hillside" };
    const [hill, ...others] = echo.examples;
    const example = { title: "A hill", input: hill?.input ?? {}, answer };
    const { session } = await showPanel("auto", {
      task: { ...spotting, examples: [example, ...others] },
    });
    const pane = page.getByRole("region", { name: "Answer", exact: true });
    await expect.element(pane.getByText("Sample", { exact: true })).toBeVisible();
    await expect.element(pane).toMatchTextContent(/A real answer of hillside, made before/u);
    await pane.getByRole("button", { name: "Open this example" }).click();
    expect(session.values["text"]).toBe("Hello, hill");
  });

  test("the bar between the panes is moved by the keyboard, and put back", async () => {
    const { splits } = await showPanel();
    const bar = page.getByRole("separator", { name: "Width of the input" });
    await expect.element(bar).toHaveAttribute("aria-valuenow", "50");
    bar.element().focus();
    await userEvent.keyboard("{ArrowRight}{Home}{End}{Enter}");
    expect(splits).toEqual([52, 25, 75, null]);
  });

  test("the choice of who answers is handed up", async () => {
    const { chosen } = await showPanel();
    await page.getByRole("combobox", { name: "Answer with" }).selectOptions("This server");
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
    const progress = page.getByRole("progressbar", {
      name: /^Loading the model: 0\.5 of 2\.0 MB/u,
    });
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
  test("the answer says which model gave it, where, how long the person waited, and why", async () => {
    let nowMs = 5_000;
    const { runner } = await showPanel("auto", { now: () => nowMs });
    await fillIn();
    await call.click();
    nowMs += 900;
    const words = "The text seems to be in French; the model reads English.";
    runner.answer("hi", { notice: words, noticeFacts: [{ code: "words", words }] });
    await expect
      .element(page.getByText("On your device · 900 ms · nothing left this browser"))
      .toBeVisible();
    await page.getByText(/hillside$/u).click();
    await expect.element(page.getByText(/^Why here: this device answers at once\./u)).toBeVisible();
    await expect.element(page.getByText(/The model worked 41 ms/u)).toBeVisible();
    await expect.element(page.getByText(/seems to be in French/u)).toBeVisible();
  });

  test("a failure of the server offers this device", async () => {
    const { runner } = await showPanel("server");
    await fillIn();
    await call.click();
    const message = "The server does not answer. Check the network.";
    const error = { code: "network", message, retryable: true } as const;
    runner.tell({ type: "run-error", runId: "1", error });
    await page.getByRole("button", { name: "Answer on this device" }).click();
    await expect.poll(() => runner.requests.at(-1)?.choice).toBe("browser");
  });

  test("a failure of this device offers it not again", async () => {
    const { runner } = await showPanel("browser");
    await fillIn();
    await call.click();
    const error = { code: "model-not-found", message: "No model.", retryable: true } as const;
    runner.tell({ type: "run-error", runId: "1", error });
    await expect.element(page.getByRole("button", { name: "Retry" })).toBeVisible();
    await expect
      .element(page.getByRole("button", { name: "Answer on this device" }))
      .not.toBeInTheDocument();
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
});
