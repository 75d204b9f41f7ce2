import { newRunId } from "@pilotlight/core";
import { expect, it } from "vitest";
import { createLog } from "./log.ts";

it("a log has enough of a run's id to find its lines, and not enough to have the run", () => {
  const lines: string[] = [];
  const runId = newRunId();
  createLog("info", (line) => lines.push(line)).info("invoked", {
    runId,
    address: `/runs/${runId}`,
  });
  const short = runId.slice(0, 8);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    runId: `${short}…`,
    address: `/runs/${short}…`,
  });
  expect(lines.join("")).not.toContain(runId.slice(0, 9));
});
