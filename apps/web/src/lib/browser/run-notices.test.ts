import { tasks } from "@pilotlight/core";
import { describe, expect, it } from "vitest";
import { RunNotices } from "./run-notices.ts";
import { SmallStorage } from "./small-storage.ts";

const [task] = tasks;
if (!task) throw new Error("There are no tasks.");

function setUp(answer: NotificationPermission, storage = new SmallStorage()) {
  const shown: string[] = [];
  const asked: string[] = [];
  const maker = {
    permission: "default" as NotificationPermission,
    ask: async () => {
      asked.push(answer);
      return (maker.permission = answer);
    },
    show: (title: string, body: string) => {
      shown.push(`${title}: ${body}`);
    },
  };
  return {
    notices: new RunNotices({ maker, storage: () => storage }),
    shown,
    asked,
    storage,
    maker,
  };
}

describe("RunNotices", () => {
  it("tells nothing and asks nothing until the person switches it on", async () => {
    const { notices, shown, asked } = setUp("granted");
    notices.tell(task, "done");
    expect([shown, asked]).toEqual([[], []]);
    await notices.switch(true);
    notices.tell(task, "done");
    notices.tell(task, "failed");
    expect(shown).toEqual([
      `${task.title}: The answer is here.`,
      `${task.title}: The run failed; the page says why.`,
    ]);
    expect(asked).toEqual(["granted"]);
    await notices.switch(false);
    notices.tell(task, "done");
    expect(shown).toHaveLength(2);
  });

  it("stays off where the browser says no, and says so", async () => {
    const { notices, shown, maker } = setUp("denied");
    await notices.switch(true);
    expect(notices.isOn).toBe(false);
    expect(notices.hindrance).toMatch(/^This browser blocks/u);
    // Allowed later in the browser's settings: the person is asked here again before anything is told.
    maker.permission = "granted";
    notices.tell(task, "done");
    expect(shown).toEqual([]);
  });

  it("cannot be had where the browser has none", () => {
    const notices = new RunNotices({ maker: null, storage: () => new SmallStorage() });
    expect(notices.hindrance).toBe("This browser has no notifications.");
  });
});
