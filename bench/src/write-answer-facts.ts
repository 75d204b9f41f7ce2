// What the weights of an answer's score are fitted on: `node bench/src/write-answer-facts.ts <data folder>` asks the
// shipped model about the articles of SQuAD train that its training left out, and writes the best candidates of
// each text, with their facts and how right they are, to bench/out/answer-facts.json.
// training/fit_answer_weights.py takes it from there.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { questionAnswering } from "@pilotlight/core";
import {
  type AnswerFacts,
  answerScore,
  answerSpan,
  embeddedModelFolders,
  findCandidates,
  ModelLoader,
  parseAnswerSettings,
} from "@pilotlight/core/worker";
import { readDataFile } from "./data-folder.ts";
import { modelContext } from "./model-context.ts";
import { modelsFolder } from "./models-folder.ts";
import { sample } from "./sample.ts";
import { otherParagraph, parseSquad, type SquadQuestion, wordF1 } from "./squad.ts";

interface AskedText {
  readonly kind: "own" | "other" | "long";
  readonly question: SquadQuestion;
  readonly text: string;
}

const heldOutArticles = 20;
const questions = 1500;
const longTexts = 250;
const paragraphs = 24;
const kept = 4;

const dataFolder = process.argv[2];
if (dataFolder === undefined) throw new Error("Name the folder that holds squad/train-v1.1.json.");
const heldOut = articlesLeftOut(parseSquad(readDataFile(dataFolder, "squad/train-v1.1.json")));
const loader = new ModelLoader({ baseUrl: modelsFolder, models: embeddedModelFolders });
const model = await loader.load(questionAnswering.id);
const settings = parseAnswerSettings(model.config);
const texts = askedTexts(heldOut);
const entries = [];
for (const asked of texts) entries.push(await entryOf(asked));
const folder = fileURLToPath(new URL("../out/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}answer-facts.json`, JSON.stringify(entries));
console.log(`Wrote ${entries.length} texts to bench/out/answer-facts.json.`);

/** Those whose titles come first by SHA-256, the same as training/data_sets.py leaves out. */
function articlesLeftOut(all: readonly SquadQuestion[]): SquadQuestion[] {
  const hash = (title: string) => createHash("sha256").update(title).digest("hex");
  const titles = [...new Set(all.map(({ title }) => title))]
    .toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1))
    .slice(0, heldOutArticles);
  return all.filter(({ title }) => titles.includes(title));
}

function askedTexts(all: readonly SquadQuestion[]): AskedText[] {
  const short = sample(all, questions).flatMap((question): AskedText[] => {
    const own: AskedText = { kind: "own", question, text: question.context };
    const other = otherParagraph(question);
    return other === undefined ? [own] : [own, { kind: "other", question, text: other }];
  });
  const inside = all.filter(({ article, context }) => article.indexOf(context) < paragraphs);
  const long = sample(inside, longTexts).map((question): AskedText => {
    return { kind: "long", question, text: question.article.slice(0, paragraphs).join("\n\n") };
  });
  return [...short, ...long];
}

/** The best candidates of a text, each with how right it is: its F1, 0 in a text without the answer. */
async function entryOf({ kind, question, text }: AskedText) {
  const search = { question: question.question, context: text, topK: 1, model, settings };
  const found = await findCandidates({ ...search, pipeline: modelContext(model) });
  const scoreOf = (facts: AnswerFacts) => answerScore(facts, settings.answerWeights);
  const candidates = found.candidates
    .toSorted((a, b) => scoreOf(b.facts) - scoreOf(a.facts))
    .slice(0, kept)
    .map(({ first, last, facts }) => {
      const span = answerSpan(text, found.tokens, { first, last });
      const answer = span ? text.slice(span.start, span.end) : "";
      return { facts, f1: kind === "other" ? 0 : wordF1(answer, question.answers) };
    });
  return { kind, candidates };
}
