// The sentiment of texts of many fields, and of cases; as the product replies.
import { sentimentAnalysis, unclearBelow } from "@pilotlight/core";
import type { TextModel } from "@pilotlight/core/worker";
import { readCases, readSentenceCases } from "./cases.ts";
import type { EvalRow } from "./eval-row.ts";
import { readSentimentSet, sentimentSets, setFile } from "./further-sets.ts";
import { modelContext } from "./model-context.ts";
import { sample } from "./sample.ts";
import { mean } from "./scores.ts";

interface SentimentSetOptions {
  readonly dataFolder: string;
  readonly casesFolder?: string;
  readonly model: TextModel;
  /** How many texts of each set to take; all when left out. */
  readonly sampleSize?: number;
}

type Verdict = "POSITIVE" | "NEGATIVE" | "UNCLEAR";

/** How one set is read, in percent; undefined where it has no such texts. */
interface SetFigures {
  readonly data: string;
  readonly opinions: number;
  readonly neutral: number;
  /** Of the opinions, the ones whose better label is right. */
  readonly twoClasses: number | undefined;
  /** Of the opinions, the ones whose right label is sure enough to be said. */
  readonly called: number | undefined;
  /** Of the neutral texts, the ones that read "unclear". */
  readonly leftUnclear: number | undefined;
}

/** The files that `sentimentSetRows` reads. */
export const sentimentSetFiles: readonly string[] = sentimentSets.map(setFile);

/** The rows of all further sets, each set counting alike, and of the cases; and each set's own figures. */
export async function sentimentSetRows({
  dataFolder,
  casesFolder,
  model,
  sampleSize,
}: SentimentSetOptions): Promise<{
  readonly rows: readonly EvalRow[];
  readonly sets: readonly SetFigures[];
}> {
  const pipeline = await sentimentAnalysis.loadPipeline();
  const context = modelContext(model);
  const judge = async (text: string) => {
    const { output } = await pipeline.run({ text, sentences: false }, context);
    return { label: output.label, isUnclear: output.score < unclearBelow };
  };
  const countSentences = async (text: string) => {
    const { output } = await pipeline.run({ text, sentences: true }, context);
    return output.sentences?.length;
  };
  const sets: SetFigures[] = [];
  for (const data of sentimentSets) {
    const texts = sample(readSentimentSet(dataFolder, data, "held out"), sampleSize);
    const judged: { isNeutral: boolean; isRight: boolean; isUnclear: boolean }[] = [];
    for (const { text, stance } of texts) {
      const { label, isUnclear } = await judge(text);
      const isRight = label.toLowerCase() === stance;
      judged.push({ isNeutral: stance === "neutral", isRight, isUnclear });
    }
    const opinions = judged.filter(({ isNeutral }) => !isNeutral);
    const neutral = judged.filter(({ isNeutral }) => isNeutral);
    sets.push({
      data,
      opinions: opinions.length,
      neutral: neutral.length,
      twoClasses: shareOf(opinions.map(({ isRight }) => isRight)),
      called: shareOf(opinions.map(({ isRight, isUnclear }) => isRight && !isUnclear)),
      leftUnclear: shareOf(neutral.map(({ isUnclear }) => isUnclear)),
    });
  }
  const rows = [
    meanRow("two classes (%)", sets, "twoClasses"),
    meanRow("opinions called (%)", sets, "called"),
    meanRow("neutral left unclear (%)", sets, "leftUnclear"),
    ...(casesFolder === undefined ? [] : await caseRows(casesFolder, judge, countSentences)),
  ];
  return { rows: rows.map((row) => ({ model: model.name, ...row })), sets };
}

type RowOfModel = Omit<EvalRow, "model">;

function meanRow(
  figure: string,
  sets: readonly SetFigures[],
  name: "twoClasses" | "called" | "leftUnclear",
): RowOfModel {
  const having = sets.filter((set) => set[name] !== undefined);
  return {
    data: `${String(having.length)} sets of many fields, held out, mean of the sets`,
    figure,
    value: mean(having.flatMap((set) => set[name] ?? [])),
    n: having.reduce((sum, set) => sum + (name === "leftUnclear" ? set.neutral : set.opinions), 0),
  };
}

async function caseRows(
  folder: string,
  judge: (text: string) => Promise<{ label: "POSITIVE" | "NEGATIVE"; isUnclear: boolean }>,
  countSentences: (text: string) => Promise<number | undefined>,
): Promise<RowOfModel[]> {
  const opinions: boolean[] = [];
  for (const { input, expect } of readCases(folder, "sentiment-analysis")) {
    const { label, isUnclear } = await judge(input.text);
    const verdict: Verdict = isUnclear ? "UNCLEAR" : label;
    opinions.push(verdict === expect);
  }
  const counts: boolean[] = [];
  for (const { text, sentences } of readSentenceCases(folder)) {
    counts.push((await countSentences(text)) === sentences);
  }
  const row = (data: string, right: readonly boolean[]): RowOfModel => ({
    data,
    figure: "right (%)",
    value: shareOf(right) ?? 0,
    n: right.length,
  });
  return [row("cases, opinions", opinions), row("cases, number of sentences", counts)];
}

function shareOf(right: readonly boolean[]): number | undefined {
  return right.length === 0 ? undefined : 100 * mean(right.map((value) => (value ? 1 : 0)));
}
