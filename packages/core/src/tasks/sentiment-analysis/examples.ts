import type { Example } from "../task.ts";
import type { SentimentInput } from "./input.ts";
import type { SentimentOutput } from "./output.ts";

/** Inputs to try, for the sentiment-analysis tab. */
export const sentimentExamples: readonly Example<SentimentInput, SentimentOutput>[] = [
  {
    title: "Headphones, two minds",
    input: {
      text: `The sound is wonderful: warm, clear, and I hear things in old songs that I never noticed before. The battery lasts all week. Sadly, the headband creaks whenever I chew, and after an hour my ears hurt. The app is slow and crashes twice a day. I still reach for them every morning.`,
      sentences: true,
    },
    answer: {
      model: "pilotlight-sentiment-v4",
      output: {
        label: "POSITIVE",
        score: 0.88,
        scores: [
          { label: "POSITIVE", score: 0.88 },
          { label: "NEGATIVE", score: 0.12 },
        ],
        sentences: [
          { start: 0, end: 96, label: "POSITIVE", score: 0.99 },
          { start: 97, end: 124, label: "POSITIVE", score: 0.73 },
          { start: 125, end: 200, label: "NEGATIVE", score: 0.97 },
          { start: 201, end: 241, label: "NEGATIVE", score: 0.96 },
          { start: 242, end: 279, label: "POSITIVE", score: 0.67 },
        ],
        reason: null,
      },
    },
  },
  {
    title: "A film, with thanks",
    input: {
      text: `A small, funny and deeply moving film about three sisters who inherit a lighthouse. The acting is superb, above all in the quiet scenes, and the last ten minutes left the whole theater in happy tears. I would watch it again tomorrow.`,
      sentences: true,
    },
  },
  {
    title: "Not a good phone",
    input: {
      text: `This is not a good phone. The screen isn't bright, the battery never lasts the day, and the camera did not impress me at all. I would not buy it again.`,
      sentences: true,
    },
  },
  {
    title: "A parcel that never came",
    input: {
      text: `I ordered a lamp in May. It is now August, and all I have is eleven emails telling me that my parcel is "almost there". The hotline keeps you waiting for forty minutes and then hangs up. The worst shop I have ever bought from.`,
      sentences: true,
    },
  },
];
