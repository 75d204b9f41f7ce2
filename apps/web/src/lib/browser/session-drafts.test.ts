import { questionAnswering } from "@pilotlight/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SessionDrafts } from "./session-drafts.ts";
import { SmallStorage } from "./small-storage.ts";

const taskId = questionAnswering.id;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("drafts", () => {
  test("come back as they were: texts, numbers, yes and no", () => {
    const drafts = new SessionDrafts(() => storage);
    const storage = new SmallStorage();
    const results: boolean[] = [];
    drafts.save({ taskId, field: "context", value: '{"a": "=text"}' }, (kept) =>
      results.push(kept),
    );
    drafts.save({ taskId, field: "topK", value: 3 }, (kept) => results.push(kept));
    drafts.flush();
    expect(results).toEqual([true, true]);
    expect(drafts.load(questionAnswering)).toEqual({
      question: undefined,
      context: '{"a": "=text"}',
      topK: 3,
    });
  });

  test("are written once when the typing pauses, not at each key", () => {
    const storage = new SmallStorage();
    const drafts = new SessionDrafts(() => storage);
    for (const value of ["a", "ab", "abc"]) {
      drafts.save({ taskId, field: "context", value }, () => undefined);
      vi.advanceTimersByTime(100);
    }
    expect(storage.writes).toBe(0);
    vi.advanceTimersByTime(400);
    expect(storage.writes).toBe(1);
    expect(drafts.load(questionAnswering)).toMatchObject({ context: "abc" });
  });

  test("that do not fit are said not to be kept, and no older one comes back in their place", () => {
    const drafts = new SessionDrafts(() => storage);
    const storage = new SmallStorage();
    const results: boolean[] = [];
    drafts.save({ taskId, field: "context", value: "short" }, (kept) => results.push(kept));
    drafts.flush();
    drafts.save({ taskId, field: "context", value: "x".repeat(2_000) }, (kept) => {
      results.push(kept);
    });
    drafts.flush();
    expect(results).toEqual([true, false]);
    expect(drafts.load(questionAnswering)).toMatchObject({ context: undefined });
  });

  test("cost nothing but themselves where storage is blocked", () => {
    const drafts = new SessionDrafts(() => {
      throw new DOMException("blocked", "SecurityError");
    });
    const results: boolean[] = [];
    drafts.save({ taskId, field: "context", value: "text" }, (kept) => results.push(kept));
    drafts.flush();
    expect(results).toEqual([false]);
    expect(drafts.load(questionAnswering)).toEqual({});
  });

  test("that nobody can read are as if there were none", () => {
    const storage = new SmallStorage();
    storage.setItem(`pilotlight:draft:${taskId}:topK`, "{broken");
    const drafts = new SessionDrafts(() => storage);
    expect(drafts.load(questionAnswering)).toMatchObject({ topK: undefined });
  });
});
