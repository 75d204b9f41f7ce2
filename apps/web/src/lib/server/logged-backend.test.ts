import { type Backend, systemClock } from "@pilotlight/core";
import { backendEnd, FakeBackend } from "@pilotlight/core/testing";
import { describe, expect, it } from "vitest";
import { wordCount } from "../../../../../packages/core/src/testing/word-count/task.ts";
import { createLog } from "./log.ts";
import { loggedBackend } from "./logged-backend.ts";

describe("loggedBackend", () => {
  it("tells of each run's start and end, and nothing of its input", async () => {
    const lines: string[] = [];
    const script = () => [backendEnd({ words: 1 })];
    const behind = new FakeBackend({ id: "onnx", clock: systemClock, script });
    const log = createLog("debug", { write: (line) => lines.push(line) });
    const backend: Backend = loggedBackend(behind, log);
    const request = { task: wordCount, input: { text: "diary" } };
    for await (const event of backend.run(request, new AbortController().signal)) {
      expect(event.type).toBe("backend-end");
    }
    expect(lines.map((line) => /"message":"(\w+)"/.exec(line)?.[1])).toEqual([
      "computing",
      "computed",
    ]);
    expect(lines.join("")).not.toContain("diary");
  });
});
