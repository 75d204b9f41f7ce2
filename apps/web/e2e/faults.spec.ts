// A part of the fault matrix; `npm run proof -- faults` runs all of it.
import { expect, test } from "@playwright/test";
import { confidentialMarks, faultNames } from "@pilotlight/sagemaker-local";
import { pageWay } from "./faults/ask-page.ts";
import { askRest, askRestEvents } from "./faults/ask-rest.ts";
import { type FaultCell, limitMs, wrongsOf } from "./faults/fault-cell.ts";
import { faultTable } from "./faults/fault-table.ts";
import { openaiExpected, openOpenai } from "./faults/openai-provider.ts";
import { directly, runMatrix } from "./faults/run-matrix.ts";

const fine: FaultCell = {
  fault: "throttled",
  taskId: "summarization",
  way: "REST",
  ms: 20,
  ending: { outcome: { answeredBy: "onnx" }, shown: "A summary." },
  strikes: 1,
};
const failed = (code: string, message: string): FaultCell => ({
  ...fine,
  way: "REST, large model only",
  ending: { outcome: { code, message }, shown: message },
});

test.describe("what the matrix calls wrong", () => {
  test("nothing about an answer, nor about an error in words where only the large model may answer", () => {
    expect(wrongsOf(fine)).toEqual([]);
    expect(wrongsOf(failed("endpoint-throttled", "It has too many requests now."))).toEqual([]);
  });

  test("a run without an end, a fault that did not strike, and a leak", () => {
    expect(wrongsOf({ ...fine, ending: null, ms: 20_000 }).join()).toContain("no end after 20 s");
    expect(wrongsOf({ ...fine, strikes: 0 }).join()).toContain("did not strike");
    for (const mark of confidentialMarks) {
      const ending = { outcome: { answeredBy: "onnx" }, shown: `… ${mark} …` };
      expect(wrongsOf({ ...fine, ending }).join()).toContain(`shows "${mark}"`);
    }
  });

  test("an error where a small model answers, and one that says nothing", () => {
    const error = failed("backend-failed", "It has too many requests now.");
    expect(wrongsOf({ ...error, way: "REST" }).join()).toContain("where a small model answers");
    expect(wrongsOf(failed("internal", "The server made a mistake.")).join()).toContain(
      "not clear",
    );
    expect(wrongsOf(failed("backend-failed", "500")).join()).toContain("not clear");
  });
});

test("an end that is another than expected of the large model alone is wrong", () => {
  const throttled = failed("endpoint-throttled", "It has too many requests now.");
  expect(wrongsOf({ ...throttled, expected: ["endpoint-throttled", "network"] })).toEqual([]);
  expect(wrongsOf({ ...throttled, expected: ["network"] }).join()).toContain(
    "ends with endpoint-throttled, not network",
  );
  expect(wrongsOf({ ...fine, expected: ["network"] })).toEqual([]);
});

test("the table has a row for each fault and says where tasks differ", () => {
  const other = { ...fine, taskId: "sentiment-analysis", ms: 1400 };
  const cells = [fine, { ...other, ending: null }, { ...other, fault: "hang" as const }];
  expect(faultTable(cells, ["summarization", "sentiment-analysis"]).split("\n")).toEqual([
    "| fault       | REST                                                      | slowest, s |",
    "| ----------- | --------------------------------------------------------- | ---------- |",
    "| `throttled` | summarization: small model; sentiment-analysis: **hangs** | 1.4        |",
    "| `hang`      | small model                                               | 1.4        |",
  ]);
});

test("runs over REST end in an answer or a clear error whatever the large model does", async () => {
  const faults = ["cold-echo", "throttled-null", "mid-stream-sse-error", "truncated"] as const;
  const cells = await runMatrix({
    lanes: [faults],
    ways: { REST: directly(askRest), "REST, large model only": directly(askRestEvents) },
  });
  expect(cells.flatMap(wrongsOf)).toEqual([]);
  expect(cells).toHaveLength(4 * 3 * 2);
});

test("runs before a server of the OpenAI schema end as its fault table says", async () => {
  const cells = await runMatrix({
    lanes: [["429", "mid-stream-error", "no-schema"]],
    ways: { REST: directly(askRest), "REST, large model only": directly(askRestEvents) },
    openProvider: openOpenai,
    expected: openaiExpected,
  });
  expect(cells.flatMap(wrongsOf)).toEqual([]);
  expect(cells).toHaveLength(3 * 3 * 2);
});

test("the page answers when the large model's stream breaks off", async ({ browser }) => {
  const cells = await runMatrix({
    lanes: [["reset-mid-stream"]],
    ways: { page: pageWay(browser) },
    isMade: ({ taskId }) => taskId === "summarization",
  });
  expect(cells.flatMap(wrongsOf)).toEqual([]);
  expect(cells).toHaveLength(1);
});

test("a fault that says nothing is given longer than one that can be seen at once", () => {
  const least = Math.min(...faultNames.map(limitMs));
  expect(faultNames.filter((name) => limitMs(name) > least)).toEqual([
    "slow-drip",
    "hang",
    "hang-mid-stream",
  ]);
});
