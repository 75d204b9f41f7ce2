import type { EndpointStatus } from "@pilotlight/core";
import { afterEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { feedbackClient } from "../feedback/feedback-client.svelte.ts";
import { TaskSession } from "../sessions/task-session.svelte.ts";
import "../styles/styles.css";
import TaskPanel from "../task-panel/TaskPanel.svelte";
import { ToldLargeModel } from "../testing/told-large-model.ts";
import { echo, ToldRunner } from "../testing/toy-task.ts";

type Choice = "auto" | "large" | "browser" | "server";

async function showPanel({
  choice = "auto",
  ...status
}: Partial<EndpointStatus> & { readonly choice?: Choice } = {}) {
  const runner = new ToldRunner();
  const session = new TaskSession({ task: echo, runner });
  const large = new ToldLargeModel(status);
  const chosen: string[] = [];
  await render(TaskPanel, {
    session,
    choice,
    onchoice: (next: string) => chosen.push(next),
    appUrl: "https://text.example.org/app/",
    largeModel: large.largeModel,
  });
  return { runner, session, large, chosen };
}

type Shown = Awaited<ReturnType<typeof showPanel>>;

async function getAnswer({ runner }: Shown) {
  await page.getByLabelText("Text", { exact: true }).fill("hi");
  await page.getByLabelText("Name").fill("Ada");
  await page.getByRole("button", { name: "Call" }).click();
  runner.answer("hi from the small model");
  await expect.element(answer).toMatchTextContent(/hi from the small model/u);
}

const answer = page.getByRole("region", { name: "Answer", exact: true });
const offered = answer.getByText("The large model is awake. Ask it too?").first();
const second = page.getByRole("region", { name: "Large model", exact: true });

describe("who answers, where there is a large model", () => {
  test("can be the large model alone, and it is said what that means before the run", async () => {
    const { chosen } = await showPanel({ choice: "large" });
    const picker = page.getByRole("combobox", { name: "Answer with" });
    await expect.element(picker).toHaveValue("large");
    await expect.element(page.getByText(/the run wakes it and waits for it\./u)).toBeVisible();
    await picker.selectOptions("This device");
    expect(chosen).toEqual(["browser"]);
  });

  test("is said anew when the temperature changes", async () => {
    const { large } = await showPanel();
    await expect.element(page.getByText(/since the large model is asleep/u)).toBeVisible();
    large.become("warm");
    await expect
      .element(
        page.getByText(/Your text is sent to this server \(text\.example\.org\) for the large/u),
      )
      .toBeVisible();
  });

  test("a pinned run shows the wake that it waits for", async () => {
    const { runner } = await showPanel({ choice: "large" });
    await page.getByLabelText("Text", { exact: true }).fill("hi");
    await page.getByLabelText("Name").fill("Ada");
    await page.getByRole("button", { name: "Call" }).click();
    runner.tell({
      type: "backend-start",
      backend: "sagemaker",
      role: "large",
      reason: "it was asked for",
      reasonFacts: { code: "at-once" },
    });
    runner.tell({ type: "progress", stage: "waking", done: 60, total: 300, unit: "seconds" });
    const progress = page.getByRole("progressbar", {
      name: "Waking the large model: about 4 min left",
    });
    await expect.element(progress).toHaveAttribute("value", "0.2");
    runner.tell({ type: "progress", stage: "reading", done: 2, total: 5, unit: "pieces" });
    await expect
      .element(page.getByRole("progressbar", { name: /^Reading: 2 of 5 pieces/u }))
      .toBeVisible();
  });
});

describe("the offer", () => {
  test("says that the large model sleeps, and wakes it by a click", async () => {
    const shown = await showPanel();
    await getAnswer(shown);
    await expect.element(answer.getByText("The large model is asleep.")).toBeVisible();
    await answer.getByRole("button", { name: "Wake it (≈5 min)" }).click();
    await expect.element(answer.getByText(/The large model is waking, about 5 min/u)).toBeVisible();
    expect(shown.large.wakes).toEqual([null]);
  });

  test("shows both answers, each with who gave it, and leaves the first as it is", async () => {
    const shown = await showPanel();
    await getAnswer(shown);
    shown.large.become("warm");
    await expect.element(offered).toBeVisible();
    await expect
      .element(answer.getByText("The text is then sent to this server (text.example.org)."))
      .toBeVisible();
    await answer.getByRole("button", { name: "Ask it too" }).click();
    await expect.element(second.getByRole("heading", { name: "Large model" })).toHaveFocus();
    const { runner } = shown.large;
    runner.tell({
      type: "backend-start",
      backend: "sagemaker",
      role: "large",
      reason: "it was asked for",
      reasonFacts: { code: "at-once" },
    });
    runner.tell({ type: "text-delta", text: "hi from the" });
    await expect.element(second.getByText("hi from the")).toBeVisible();
    const facts = { backend: "sagemaker", role: "large", model: "Mistral-7B-Instruct" } as const;
    runner.answer("hi from the large model", facts);
    await expect.element(second).toMatchTextContent(/hi from the large model/u);
    await expect.element(second.getByText(/Mistral-7B-Instruct/u)).toBeVisible();
    await expect.element(answer.getByText(/hillside/u)).toBeVisible();
    await expect.element(answer.getByRole("heading", { name: "Small model" })).toBeVisible();
  });

  test("stands beside the first answer where there is room, and below it where there is not", async () => {
    const shown = await showPanel();
    await getAnswer(shown);
    shown.large.become("warm");
    await answer.getByRole("button", { name: "Ask it too" }).click();
    shown.large.runner.answer("hi from the large model", { backend: "sagemaker", role: "large" });
    await expect.element(second).toMatchTextContent(/hi from the large model/u);
    const left = answer.getByRole("heading", { name: "Small model" });
    const boxes = () =>
      [left, second].map((locator) => locator.element().getBoundingClientRect()) as [
        DOMRect,
        DOMRect,
      ];
    const [first, beside] = boxes();
    expect(beside.left).toBeGreaterThan(first.left + 200);
    await page.viewport(390, 800);
    const [above, below] = boxes();
    expect(below.left).toBe(above.left);
    expect(below.top).toBeGreaterThan(above.top);
    await page.viewport(1280, 900);
  });

  test("that fails leaves the first answer, and can be asked again or put away", async () => {
    const shown = await showPanel();
    await getAnswer(shown);
    shown.large.become("warm");
    await answer.getByRole("button", { name: "Ask it too" }).click();
    const message = "The large model broke off. Retry.";
    const error = { code: "backend-failed", message, retryable: true } as const;
    shown.large.runner.tell({ type: "run-error", runId: "2", error });
    await expect.element(second.getByText(message)).toBeVisible();
    await expect.element(answer).toMatchTextContent(/hi from the small model/u);
    await second.getByRole("button", { name: "Retry" }).click();
    await second.getByRole("button", { name: /^Cancel/u }).click();
    await expect.element(second).not.toBeInTheDocument();
    await expect.element(offered).toBeVisible();
  });

  test("tells a screen reader when it comes, and of its answer", async () => {
    const shown = await showPanel();
    await getAnswer(shown);
    await expect.element(answer.getByText("The large model is asleep.")).toBeVisible();
    shown.large.become("warm");
    const said = answer.getByRole("status").filter({ hasText: "Ask it too?" });
    await expect.element(said).toBeInTheDocument();
  });

  test("survives a switch to another tab and back", async () => {
    const shown = await showPanel();
    await getAnswer(shown);
    shown.large.become("warm");
    await answer.getByRole("button", { name: "Ask it too" }).click();
    shown.large.runner.answer("hi from the large model", { backend: "sagemaker", role: "large" });
    await expect.element(second).toMatchTextContent(/hi from the large model/u);
    const { session, large } = shown;
    await render(TaskPanel, {
      session,
      choice: "auto",
      onchoice: () => undefined,
      appUrl: "https://text.example.org/app/",
      largeModel: large.largeModel,
    });
    await expect.element(second.last()).toMatchTextContent(/hi from the large model/u);
  });
});

describe("a failure for want of the large model", () => {
  test("names what answers at once, and offers no retry where that cannot help", async () => {
    const { runner } = await showPanel({ choice: "large" });
    await page.getByLabelText("Text", { exact: true }).fill("hi");
    await page.getByLabelText("Name").fill("Ada");
    await page.getByRole("button", { name: "Call" }).click();
    const message = "The large model cannot be woken: it was woken 12 times today.";
    const error = { code: "wake-budget-spent", message, retryable: true } as const;
    runner.tell({ type: "run-error", runId: "1", error });
    await expect.element(answer.getByText(message)).toBeVisible();
    await expect
      .element(answer.getByText("Automatic or This device answers at once."))
      .toBeVisible();
    await expect.element(page.getByRole("button", { name: "Retry" })).not.toBeInTheDocument();
  });
});

describe("both answers", () => {
  async function showBoth() {
    const shown = await showPanel();
    await getAnswer(shown);
    shown.large.become("warm");
    await page.getByRole("button", { name: "Ask it too" }).click();
    shown.large.runner.answer("hi from the large model", {
      id: "run-2",
      role: "large",
      model: "big",
    });
    await expect.element(page.getByRole("button", { name: "Show the differences" })).toBeVisible();
    return shown;
  }

  afterEach(() => {
    feedbackClient.current = null;
  });

  test("have their differences marked", async () => {
    const { session, large } = await showBoth();
    expect(session.run.answer?.views[0]?.kind).toBe("json");
    await page.getByRole("button", { name: "Show the differences" }).click();
    await expect.element(page.getByText(/no text in common/u)).toBeVisible();
    expect(large.runner.requests).toHaveLength(1);
  });

  test("become the one that the person keeps", async () => {
    const { session } = await showBoth();
    await page.getByRole("button", { name: "Keep the large model's" }).click();
    await expect.element(second).not.toBeInTheDocument();
    await expect.element(answer).toMatchTextContent(/hi from the large model/u);
    expect(session.run.answer?.run.id).toBe("run-2");
  });

  test("are compared by the person, which is kept, and sent when they say so", async () => {
    const kept: unknown[] = [];
    const sent: unknown[] = [];
    feedbackClient.current = {
      load: async () => null,
      keep: async (runId, feedback) => kept.push([runId, feedback]) > 0,
      isTaken: async () => true,
      send: async (verdict) => void sent.push(verdict),
    };
    await showBoth();
    await page.getByRole("button", { name: "Prefer the large model's" }).click();
    await page.getByRole("button", { name: /^Send to this server/u }).click();
    await expect.element(page.getByText(/you prefer the large model's, without/u)).toBeVisible();
    expect(kept).toEqual([["run-2", { verdict: "good", words: "" }]]);
    expect(sent).toEqual([
      {
        ...{ runId: "run-2", task: "echo", model: "big", verdict: "good", words: "" },
        preferredTo: { runId: "run-1", model: "hillside" },
      },
    ]);
  });
});
