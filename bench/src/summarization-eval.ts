// Summaries against the first three sentences of the text, in an equal number of words.
import { isJsonObject } from "@pilotlight/core";
import { rankSentences, readText, summarySentences } from "@pilotlight/core/worker";
import { readDataFile } from "./data-folder.ts";
import { leadBudget, meanRouge, summaryOfWords } from "./equal-words.ts";
import type { EvalRow } from "./eval-row.ts";
import { parseCsv } from "./parse-csv.ts";
import { rouge, type RougeScores } from "./rouge.ts";
import { sample } from "./sample.ts";

/** An article with its reference summary. */
interface Article {
  readonly id: string;
  readonly text: string;
  readonly reference: readonly string[];
}

/** What was made of one article. */
interface SummaryPrediction {
  readonly id: string;
  readonly summary: readonly string[];
  readonly lead: readonly string[];
  readonly reference: readonly string[];
}

interface SummarizationEvalOptions {
  readonly dataFolder: string;
  /** How many articles of each data set to take; all when left out. */
  readonly sampleSize?: number;
}

const model = "sentence ranking";
const figures: readonly (readonly [keyof RougeScores, string])[] = [
  ["rouge1", "ROUGE-1 F1"],
  ["rouge2", "ROUGE-2 F1"],
  ["rougeL", "ROUGE-L F1"],
  ["rougeLsum", "ROUGE-Lsum F1"],
];

/** ROUGE without stemming on news, in percent, with Lead-3 beside it. */
export async function evaluateSummarization(options: SummarizationEvalOptions): Promise<{
  readonly rows: readonly EvalRow[];
  readonly predictions: Readonly<Record<string, readonly SummaryPrediction[]>>;
}> {
  const { dataFolder, sampleSize } = options;
  const sets = {
    "CNN/DailyMail validation-1000": cnnDailyMail(
      readDataFile(dataFolder, "cnndm/validation-1000.csv"),
    ),
    "BBC News Summary": bbc(readDataFile(dataFolder, "bbc/bbc-news-summary.jsonl")),
  };
  const rows: EvalRow[] = [];
  const predictions: Record<string, readonly SummaryPrediction[]> = {};
  for (const [data, articles] of Object.entries(sets)) {
    const made: SummaryPrediction[] = [];
    for (const article of sample(articles, sampleSize)) made.push(await summarize(article));
    predictions[data] = made;
    rows.push(...rowsOf(data, made));
  }
  return { rows, predictions };
}

async function summarize({ id, text, reference }: Article): Promise<SummaryPrediction> {
  // Both sides choose from the same sentences: headings and datelines are in neither.
  const read = await readText(text);
  const plain = read.plain.text;
  const sentences = summarySentences(read).map(({ start, end }) => plain.slice(start, end));
  const budget = leadBudget(sentences);
  const order = await rankSentences(sentences, 12, async () => {});
  // What is not among the best twelve follows in the text's order, for very short best sentences.
  const wholeOrder = new Set([...order, ...sentences.keys()]);
  return {
    id,
    reference,
    summary: summaryOfWords(sentences, wholeOrder, budget),
    lead: summaryOfWords(sentences, sentences.keys(), budget),
  };
}

function rowsOf(data: string, predictions: readonly SummaryPrediction[]): EvalRow[] {
  const score = (side: "summary" | "lead") =>
    meanRouge(predictions.map((made) => rouge(made.reference, made[side])));
  const system = score("summary");
  const lead = score("lead");
  return figures.map(([name, figure]) => ({
    model,
    data,
    figure,
    value: system[name],
    reference: `Lead-3 ${lead[name].toFixed(2)}`,
    n: predictions.length,
  }));
}

function cnnDailyMail(csv: string): Article[] {
  return parseCsv(csv).map(({ id = "", article = "", highlights = "" }) => ({
    id,
    text: article,
    reference: highlights.split("\n").filter((line) => line.trim() !== ""),
  }));
}

function bbc(jsonLines: string): Article[] {
  return jsonLines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const row: unknown = JSON.parse(line);
      if (!isJsonObject(row)) throw new Error(`Not a BBC article: ${line.slice(0, 80)}`);
      return { id: String(row.id), text: String(row.article), reference: [String(row.summary)] };
    });
}
