// The panel of a task as the tests of components show it.
import type { AnyTask } from "@pilotlight/core";
import { page } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { TaskSession } from "../sessions/task-session.svelte.ts";
import TaskPanel from "../task-panel/TaskPanel.svelte";
import { echo, ToldRunner } from "./toy-task.ts";

/** Shows the panel of a task, and what was told and asked of it. */
export async function showPanel(
  choice: "auto" | "browser" | "server" = "auto",
  { task = echo, now }: { readonly task?: AnyTask; readonly now?: () => number } = {},
) {
  const runner = new ToldRunner();
  const session = new TaskSession({ task, runner, ...(now ? { now } : {}) });
  const chosen: string[] = [];
  const splits: (number | null)[] = [];
  let writings = 0;
  const { unmount } = await render(TaskPanel, {
    session,
    choice,
    onchoice: (next: string) => chosen.push(next),
    appUrl: "https://text.example.org/app/",
    onsplit: (next: number | null) => splits.push(next),
    onwriting: () => (writings += 1),
  });
  return { runner, session, chosen, splits, unmount, writings: () => writings };
}

/** The same task, whose answers stand in its text: the first word does. */
export const spotting: AnyTask = {
  ...echo,
  views: ({ text }, output) => [
    {
      kind: "text",
      label: "Echo",
      text: "echoed" in output ? String(output.echoed) : "",
      confidence: 0.734,
      parts: [{ start: 0, end: 2, mark: 0 }],
    },
    {
      kind: "marked-text",
      label: "In your text",
      field: "text",
      text: String(text),
      marks: [{ start: 0, end: 2, tone: "answer", label: "the answer" }],
    },
  ],
};

/** Fills the two required fields. */
export async function fillIn(text = "hi") {
  await page.getByLabelText("Text", { exact: true }).fill(text);
  await page.getByLabelText("Name").fill("Ada");
}

/** The run button. */
export const call = page.getByRole("button", { name: "Call" });
