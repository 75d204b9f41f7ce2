import type { Example } from "../task.ts";

/** Inputs to try, for the sentiment-analysis tab. */
export const sentimentExamples: readonly Example<{
  readonly text: string;
  readonly sentences: boolean;
}>[] = [
  {
    title: "Headphones, two minds",
    input: {
      text: `The sound is wonderful: warm, clear, and I hear things in old songs that I never noticed before. The battery lasts all week. Sadly, the headband creaks whenever I chew, and after an hour my ears hurt. The app is a disaster that asks for an account before it lets you change the volume. I still reach for them every morning.`,
      sentences: true,
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
