// `npm run eval -- --data <folder>`: runs each embedded model from the shipped files over its data sets and
// prints one table. What each model said goes to bench/out/; with --write the table goes to the documentation.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { embeddedModelFolders, ModelLoader, type ModelSource } from "@pilotlight/core/worker";
import { casesBeside } from "./cases.ts";
import { requireDataFiles } from "./data-folder.ts";
import { type EvalOptions, evalOptions } from "./eval-options.ts";
import { describeMachine, evalTable, type EvalTableRow, withEvalPart } from "./eval-table.ts";
import { type EvaluationResult, evaluations } from "./evaluations.ts";
import { modelBytes, modelsFolder } from "./models-folder.ts";
import { timeCalls } from "./time-calls.ts";
import { timeInChromium } from "./time-in-chromium.ts";

const outFolder = fileURLToPath(new URL("../out/", import.meta.url));
const documentFile = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));
const timedCalls = 50;
const source: ModelSource = { baseUrl: modelsFolder, models: embeddedModelFolders };

try {
  await evaluate(evalOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function evaluate(options: EvalOptions): Promise<void> {
  const { dataFolder, taskIds, sampleSize } = options;
  const chosen = evaluations.filter(({ taskId }) => taskIds.includes(taskId));
  requireDataFiles(
    dataFolder,
    chosen.flatMap(({ files }) => files),
  );
  const casesFolder = options.casesFolder ?? casesBeside(dataFolder);
  if (casesFolder === undefined) {
    console.error(
      `No cases beside ${dataFolder}: their rows are left out. Name them with --cases.`,
    );
  }
  // Timed first, and in the browser at once: a missing Chromium should not cost a long run.
  const calls = timedCalls;
  const chromium = options.isBrowserTimed ? await timeInChromium(taskIds, calls) : undefined;
  const nodeMs = await timeCalls(source, { taskIds, calls });
  const models = new ModelLoader(source);
  const rows: EvalTableRow[] = [];
  for (const { taskId, run } of chosen) {
    console.error(`Evaluating ${taskId} …`);
    const result = await run({
      dataFolder,
      loadModel: (id) => models.load(id),
      ...(casesFolder === undefined ? {} : { casesFolder }),
      ...(sampleSize === undefined ? {} : { sampleSize }),
    });
    keepPredictions(taskId, result);
    const ofModel = {
      bytes: modelBytes(taskId),
      nodeMs: nodeMs[taskId],
      chromiumMs: chromium?.msByTask[taskId],
    };
    rows.push(...result.rows.map((row) => ({ ...row, ...ofModel })));
  }
  report(rows, chromium?.version, options);
}

function keepPredictions(taskId: string, { rows, ...said }: EvaluationResult): void {
  mkdirSync(outFolder, { recursive: true });
  writeFileSync(`${outFolder}${taskId}.json`, JSON.stringify({ rows, ...said }, null, 1));
}

function report(
  rows: readonly EvalTableRow[],
  chromium: string | undefined,
  { sampleSize, isWritten }: EvalOptions,
): void {
  const machine = describeMachine({
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim() ?? "unknown processor",
    cores: cpus().length,
    node: process.versions.node,
    chromium,
  });
  const limit = sampleSize === undefined ? "" : ` At most ${sampleSize} examples of each data set.`;
  const part = `${evalTable(rows)}\n\n${machine}${limit}`;
  console.log(part);
  if (!isWritten) return;
  const document = existsSync(documentFile) ? readFileSync(documentFile, "utf8") : "# Benchmarks\n";
  writeFileSync(documentFile, withEvalPart(document, part));
  console.error("Wrote the table to docs/benchmarks.md.");
}
