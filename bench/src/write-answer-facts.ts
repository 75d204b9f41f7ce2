// What the weights of an answer's score are fitted on: `node bench/src/write-answer-facts.ts <data folder> [<n>]` asks the
// shipped model about texts that its training left out, with and without an answer, and writes the best candidates
// of each, with their facts and how right they are, to bench/out/answer-facts.json.
// training/fit_answer_weights.py takes it from there.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { questionAnswering } from "@pilotlight/core";
import {
  type AnswerFacts,
  answerScore,
  embeddedModelFolders,
  findCandidates,
  ModelLoader,
  parseAnswerSettings,
  placeOf,
} from "@pilotlight/core/worker";
import { type AskedText, askedTexts } from "./asked-texts.ts";
import { modelContext } from "./model-context.ts";
import { modelsFolder } from "./models-folder.ts";
import { wordF1 } from "./squad.ts";

const kept = 6;

const [, , dataFolder, most = "Infinity"] = process.argv;
if (dataFolder === undefined) throw new Error("Name the folder that holds squad/train-v1.1.json.");
if (!(Number(most) > 0)) {
  throw new Error(`"${most}" should be how many questions of a kind to ask at most, or left out.`);
}
const loader = new ModelLoader({ baseUrl: modelsFolder, models: embeddedModelFolders });
const model = await loader.load(questionAnswering.id);
const settings = parseAnswerSettings(model.config);
const entries = [];
for (const asked of askedTexts(dataFolder, Number(most))) entries.push(await entryOf(asked));
const folder = fileURLToPath(new URL("../out/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}answer-facts.json`, JSON.stringify(entries));
console.log(`Wrote ${entries.length} texts to bench/out/answer-facts.json.`);

/** The best candidates of a text, those of rules among them, each with how right it is: its F1, 0 in a text without the answer. */
async function entryOf({ kind, question, text, answers }: AskedText) {
  const search = { question, context: text, topK: 1, model, settings };
  const found = await findCandidates({ ...search, pipeline: modelContext(model) });
  const scoreOf = (facts: AnswerFacts) => answerScore(facts, settings.answerWeights);
  const candidates = found.candidates
    .toSorted((a, b) => scoreOf(b.facts) - scoreOf(a.facts))
    .filter(({ rule }, place) => place < kept || rule !== undefined)
    .map((candidate) => {
      const answer = placeOf(candidate, found.text)?.answer ?? "";
      return { facts: candidate.facts, f1: answers.length === 0 ? 0 : wordF1(answer, answers) };
    });
  return { kind, candidates };
}
