import { newRunId } from "@pilotlight/core";
import { expect, it } from "vitest";
import { createLog } from "./log.ts";
import { inRequest, requestFacts, requestIdOf } from "./request-id.ts";

it("a log has enough of a run's id to find its lines, and not enough to have the run", () => {
  const lines: string[] = [];
  const runId = newRunId();
  createLog("info", { write: (line) => lines.push(line) }).info("invoked", {
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

it("an entry names the request that led to it, as its caller wrote it", async () => {
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => lines.push(line), context: requestFacts });
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  await inRequest(traceId, async () => {
    await Promise.resolve();
    log.info("ended");
  });
  log.info("by itself");
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { requestId: traceId },
    {},
  ]);
  expect(lines[1]).not.toContain("requestId");
});

it.each([
  ["abc-1", true],
  ["x".repeat(128), true],
  ["x".repeat(129), false],
  ["", false],
  ["a b", false],
  ['a"b', false],
  ["ä", false],
  [undefined, false],
])("the request id %j is taken as it is: %s", (sent, isTaken) => {
  const id = requestIdOf(sent);
  expect(id === sent).toBe(isTaken);
  expect(id).toMatch(/^[\w.:+/=@-]{1,128}$/u);
});
