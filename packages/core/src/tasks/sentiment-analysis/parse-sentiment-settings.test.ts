import { expect, test } from "vitest";
import { fakeContext, fakeModel } from "../../models/testing/fake-model.ts";
import { parseSentimentSettings } from "./parse-sentiment-settings.ts";
import { sentimentPipeline } from "./pipeline.ts";

const labels = (...names: readonly string[]) => ({
  id2label: Object.fromEntries(names.map((name, place) => [String(place), name])),
});

test.each([
  [
    ["NEGATIVE", "POSITIVE"],
    [0, 1],
  ],
  [
    ["POS", "NEG"],
    [1, 0],
  ],
  [
    ["LABEL_0", "LABEL_1"],
    [0, 1],
  ],
  [
    ["positive", "neutral", "negative"],
    [1, 0.5, 0],
  ],
  [
    ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
    [0, 0.25, 0.5, 0.75, 1],
  ],
  [
    ["Very Negative", "Negative", "Neutral", "Positive", "Very Positive"],
    [0, 0.25, 0.5, 0.75, 1],
  ],
])("labels %j tell how positive each logit is", (names, shares) => {
  expect(parseSentimentSettings(labels(...names)).positive).toEqual(shares);
});

test("a config without labels has transformers' pair, the second of which is positive", () => {
  expect(parseSentimentSettings({}).positive).toEqual([0, 1]);
});

test.each([[["sports", "business"]], [["LABEL_0", "LABEL_1", "LABEL_2"]], [["NEGATIVE"]]])(
  "labels %j are no opinions, and the error names them",
  (names) => {
    expect(() => parseSentimentSettings(labels(...names))).toThrow(
      `(${names.join(", ")}) do not tell positive from negative`,
    );
  },
);

test("neutral counts half for either side, and five stars by their number", async () => {
  const positiveOf = async (logits: readonly number[], names: readonly string[]) => {
    const { model } = fakeModel({ config: labels(...names), outputs: () => ({ logits }) });
    const input = { text: "It was good.", sentences: false };
    const { output } = await sentimentPipeline.run(input, fakeContext(model).context);
    return output.scores.find(({ label }) => label === "POSITIVE")?.score;
  };
  const threeLogits = [0.2, 0.6, 0.2].map(Math.log);
  expect(await positiveOf(threeLogits, ["negative", "neutral", "positive"])).toBeCloseTo(0.5);
  const starLogits = [0.05, 0.05, 0.1, 0.6, 0.2].map(Math.log);
  const stars = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"];
  expect(await positiveOf(starLogits, stars)).toBeCloseTo(0.05 / 4 + 0.1 / 2 + 0.6 * 0.75 + 0.2);
});
