import { describe, expect, test } from "vitest";
import type { Answer } from "./task-run.svelte.ts";
import { echo, ToldRunner } from "../testing/toy-task.ts";
import { type Draft, type DraftStore, TaskSession } from "./task-session.svelte.ts";
import { TaskSessions } from "./task-sessions.svelte.ts";

class MemoryDrafts implements DraftStore {
  readonly saved: Draft[] = [];
  readonly stored: Record<string, unknown>;
  keeps = true;

  constructor(stored: Record<string, unknown> = {}) {
    this.stored = stored;
  }

  load() {
    return this.stored;
  }

  save(draft: Draft, onResult: (kept: boolean) => void) {
    this.saved.push(draft);
    onResult(this.keeps);
  }
}

function newSession(drafts = new MemoryDrafts()) {
  const runner = new ToldRunner();
  return { drafts, runner, session: new TaskSession({ task: echo, runner, drafts }) };
}

describe("a session", () => {
  test("starts with the fallback of each field", () => {
    const { session } = newSession();
    expect(session.values).toEqual({ text: "", name: "", voice: "low", times: 1, twice: false });
  });

  test("does not start on an empty form, and says which fields are empty", async () => {
    const { session, runner } = newSession();
    expect(await session.start("auto")).toBe(false);
    expect(Object.keys(session.problems)).toEqual(["text", "name"]);
    expect(runner.requests).toHaveLength(0);
  });

  test("forgets a field's problem when the field changes", async () => {
    const { session } = newSession();
    await session.start("auto");
    session.set("text", "hi");
    expect(Object.keys(session.problems)).toEqual(["name"]);
  });

  test("puts an error that names a field on that field", async () => {
    const { session, runner } = newSession();
    session.set("text", "hi");
    session.set("name", "Ada");
    const started = session.start("server");
    const error = { code: "invalid-input", message: "Too short.", retryable: false, field: "text" };
    runner.tell({ type: "run-error", runId: "1", error: { ...error, code: "invalid-input" } });
    expect(await started).toBe(false);
    expect(session.problems).toEqual({ text: "Too short." });
  });

  test("gives back the text that an example replaced", () => {
    const { session } = newSession();
    session.set("text", "three hours of work");
    session.replace({ text: "Hello, hill" }, echo.examples[0]);
    expect(session.canUndo).toBe(true);
    session.undo();
    expect(session.values["text"]).toBe("three hours of work");
    expect(session.canUndo).toBe(false);
  });

  test("has nothing to give back when one example follows another", () => {
    const { session } = newSession();
    session.replace({ text: "Hello, hill" }, echo.examples[0]);
    session.replace({ text: "Rose is a rose" }, echo.examples[1]);
    expect(session.canUndo).toBe(false);
  });

  test("gives back the own text even after a second example", () => {
    const { session } = newSession();
    session.set("text", "three hours of work");
    session.replace({ text: "Hello, hill" }, echo.examples[0]);
    session.replace({ text: "Rose is a rose" }, echo.examples[1]);
    session.undo();
    expect(session.values["text"]).toBe("three hours of work");
  });
});

describe("drafts", () => {
  test("are saved as values change", () => {
    const { session, drafts } = newSession();
    session.set("text", "hi");
    expect(drafts.saved).toEqual([{ taskId: "echo", field: "text", value: "hi" }]);
  });

  test("come back, but never over what was typed meanwhile", () => {
    const { session } = newSession(new MemoryDrafts({ text: "old text", name: "Ada", times: 2 }));
    session.set("text", "new text");
    session.restore();
    expect(session.values).toMatchObject({ text: "new text", name: "Ada", times: 2 });
  });

  test("that do not fit their field are left out", () => {
    const { session } = newSession(new MemoryDrafts({ times: 99, voice: "gone", other: "x" }));
    session.restore();
    expect(session.values).toMatchObject({ times: 1, voice: "low" });
    expect(session.values).not.toHaveProperty("other");
  });

  test("that were not kept are said to be so, and the text stays", () => {
    const { session, drafts } = newSession();
    drafts.keeps = false;
    session.set("text", "very long");
    expect(session.hasUnkeptDraft).toBe(true);
    expect(session.values["text"]).toBe("very long");
  });
});

describe("the sessions of a page", () => {
  test("give each task one session for good", () => {
    const sessions = new TaskSessions({ runner: new ToldRunner() });
    sessions.of(echo).set("text", "hi");
    expect(sessions.of(echo).values["text"]).toBe("hi");
  });

  test("restore drafts in tabs that are shown later, too", () => {
    const drafts = new MemoryDrafts({ text: "kept" });
    const sessions = new TaskSessions({ runner: new ToldRunner(), drafts });
    sessions.restore();
    expect(sessions.of(echo).values["text"]).toBe("kept");
  });

  test("say which tasks have a run under way", async () => {
    const runner = new ToldRunner();
    const sessions = new TaskSessions({ runner });
    expect(sessions.busy([echo])).toEqual([]);
    const session = sessions.of(echo);
    session.set("text", "hi");
    session.set("name", "Ada");
    const ended = session.start("auto");
    expect(sessions.busy([echo])).toEqual([echo]);
    runner.answer("hi");
    await ended;
    expect(sessions.busy([echo])).toEqual([]);
  });
});

describe("an answer", () => {
  const answers = (kept: unknown = null) => {
    const saved: Answer[] = [];
    return { saved, load: () => kept, save: (_: unknown, answer: Answer) => saved.push(answer) };
  };

  async function answered() {
    const runner = new ToldRunner();
    const store = answers();
    const session = new TaskSession({ task: echo, runner, answers: store, now: () => 7 });
    session.set("text", "hi");
    session.set("name", "Ada");
    const ended = session.start("server");
    runner.answer("hi hi");
    await ended;
    return { session, store };
  }

  test("is kept, and shown again with its input in a page that is loaded anew", async () => {
    const { store } = await answered();
    const [kept] = store.saved;
    expect(kept).toMatchObject({ choice: "server", waitedMs: 0, output: { echoed: "hi hi" } });
    const again = new TaskSession({
      task: echo,
      runner: new ToldRunner(),
      answers: answers(JSON.parse(JSON.stringify(kept))),
    });
    await again.restoreAnswer();
    expect(again.run.answer).toMatchObject({ choice: "server", output: { echoed: "hi hi" } });
    expect(again.run.answer?.views).toHaveLength(1);
    expect(again.run.state.status).toBe("idle");
  });

  test.each([null, 7, {}, { input: {}, output: {}, run: {} }])(
    "that cannot be read is none: %j",
    async (kept) => {
      const session = new TaskSession({
        task: echo,
        runner: new ToldRunner(),
        answers: answers(kept),
      });
      await session.restoreAnswer();
      expect(session.run.answer).toBeNull();
    },
  );

  test("of before comes back with its input", async () => {
    const { session } = await answered();
    const { answer } = session.run;
    if (!answer) throw new Error("There is no answer");
    session.set("text", "something else");
    expect(session.changedSince(answer)).toBe("text");
    session.show(answer);
    expect(session.values["text"]).toBe("hi");
    expect(session.changedSince(answer)).toBeNull();
    session.set("twice", true);
    expect(session.changedSince(answer)).toBe("options");
  });
});
