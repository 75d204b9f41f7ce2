import { expect, test } from "vitest";
import { TaskSession } from "../sessions/task-session.svelte.ts";
import { echo, ToldRunner } from "../testing/toy-task.ts";
import { followRuns } from "./follow-runs.svelte.ts";

/** A page with a run under way. */
async function start({ hidden }: { readonly hidden: boolean }) {
  const runner = new ToldRunner();
  const session = new TaskSession({ task: echo, runner });
  const page = Object.assign(new EventTarget(), { title: "Echo · Pilotlight", hidden });
  const ended: string[] = [];
  const stop = followRuns({
    sessions: [session],
    page,
    onHiddenEnd: ({ task }) => ended.push(task.id),
  });
  session.set("text", "hi");
  session.set("name", "Ada");
  const run = session.start("auto");
  runner.tell({
    ...{ type: "backend-start", backend: "browser", role: "small", reason: "it is here" },
    reasonFacts: { code: "at-once" },
  });
  runner.tell({ type: "progress", stage: "reading", done: 3, total: 8, unit: "windows" });
  await expect.poll(() => page.title).toBe("37 % · Echo · Pilotlight");
  return { runner, session, page, ended, stop, run };
}

test("the title tells how far a run is, and its end until the page is seen again", async () => {
  const { runner, page, ended, stop, run } = await start({ hidden: true });
  runner.answer("hi");
  await run;
  await expect.poll(() => page.title).toBe("Done · Echo · Pilotlight");
  expect(ended).toEqual(["echo"]);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  expect(page.title).toBe("Echo · Pilotlight");
  stop();
});

test("nothing is told of the end to a person who is looking, nor of a run that they cancelled", async () => {
  const seen = await start({ hidden: false });
  seen.runner.answer("hi");
  await expect.poll(() => seen.page.title).toBe("Echo · Pilotlight");
  expect(seen.ended).toEqual([]);
  seen.stop();
  const left = await start({ hidden: true });
  left.session.run.cancel();
  await expect.poll(() => left.page.title).toBe("Echo · Pilotlight");
  expect(left.ended).toEqual([]);
  left.stop();
});
