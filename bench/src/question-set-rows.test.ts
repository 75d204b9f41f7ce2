import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { embeddedModelFolders, ModelLoader } from "@pilotlight/core/worker";
import { afterAll, expect, test } from "vitest";
import { tenthOf } from "./further-sets.ts";
import { modelsFolder } from "./models-folder.ts";
import { questionSetFiles, questionSetRows } from "./question-set-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "question-sets-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A text of the held-out tenth that tells who works in Lyon. */
function heldOutText(): string {
  const years = Array.from({ length: 200 }, (_, index) => String(1900 + index));
  const texts = years.map((year) => `Tom works in Lyon. The mill was sold in ${year}.`);
  return texts.find((text) => tenthOf(text) === 0) ?? "";
}

test("replies are counted as the product gives them: a right one, a wrong one, and not found where nothing is", async () => {
  const context = heldOutText();
  const row = (question: string, answers: readonly string[]) => ({ question, context, answers });
  const rows = [
    row("Who works in Lyon?", ["Tom"]),
    row("When was the mill sold?", ["never"]),
    row("What is the email address of the mill?", []),
  ];
  for (const file of questionSetFiles) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), rows.map((entry) => JSON.stringify(entry)).join("\n"));
  }
  const models = new ModelLoader({ baseUrl: modelsFolder, models: embeddedModelFolders });
  const model = await models.load("question-answering");

  const { rows: figures, predictions } = await questionSetRows({ dataFolder: folder, model });

  expect(predictions).toHaveLength(questionSetFiles.length * rows.length);
  const valueOf = (data: string, figure: string) =>
    figures.find((found) => found.data === data && found.figure === figure)?.value;
  expect(valueOf("SQuAD 2 dev", "not found, without an answer (%)")).toBe(100);
  expect(valueOf("SQuAD 2 dev", "found, with an answer (%)")).toBe(100);
  expect(valueOf("SQuAD 2 dev", "AUC, with an answer or without")).toBe(1);
  expect(valueOf("checklist-squad, held out", "right (%)")).toBeCloseTo(100 / 3);
  const mean = figures.find(({ figure }) => figure.includes("mean of the sets"));
  expect(mean?.value).toBeCloseTo(200 / 3);
});
