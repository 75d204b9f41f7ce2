// `npm run proof -- growth`: what reads a long text takes about four times as long for four times as much,
// whatever the text is made of. Both are measured in one run, so the machine's speed does not count.
import { splitByTokens } from "../backends/large-model/estimate-tokens.ts";
import { fakeContext, fakeModel, tinyTokenizer } from "../models/testing/fake-model.ts";
import { questionAnsweringPipeline } from "../tasks/question-answering/pipeline.ts";
import { summarizationPipeline } from "../tasks/summarization/pipeline.ts";
import { splitSentences } from "../text/sentences.ts";

interface Reader {
  readonly name: string;
  readonly read: (text: string) => unknown;
  /** Texts that it could take longer for, each by the piece that it repeats. */
  readonly units: readonly string[];
}

const context = {
  loadModel: () => Promise.reject(new Error("Nothing here needs a model.")),
  report: () => undefined,
  checkpoint: async () => undefined,
};

const news = Array.from(
  { length: 3_000 },
  (_, i) => `Person ${i} met ${i % 97} dogs near the old mill in town ${i % 31}, the police said. `,
).join("");

const readers: readonly Reader[] = [
  {
    name: "the tokenizer",
    read: (text) => tinyTokenizer.encode(text),
    units: ["a", "öx", "\u0301\u0316", "中文", `${"z9".repeat(50)} `],
  },
  {
    name: "sentences",
    read: splitSentences,
    units: [
      "Mr. Smith of the U.S. Senate said no. The dog barked at 5 p.m. on Monday. ",
      ". ",
      "Mr. ",
      "a\n",
      'aaa."""" ',
      "A! a! ",
      "x",
    ],
  },
  {
    name: "pieces by tokens",
    read: (text) => splitByTokens(text, 7000),
    units: ["x", "The keeper lit the lamp at dusk, and the ships came home. "],
  },
  {
    name: "the summary",
    read: (text) => summarizationPipeline.run({ text, length: "long" }, context),
    units: [news],
  },
  {
    name: "the answer",
    read: (text) => {
      const zeros = (ids: readonly number[]) => ids.map(() => 0);
      const reader = fakeModel({
        outputs: (ids) => ({ start_logits: zeros(ids), end_logits: zeros(ids) }),
      });
      const input = { question: "What is 1?", context: text, topK: 10 };
      return questionAnsweringPipeline.run(input, fakeContext(reader.model).context);
    },
    units: [news, "1.", "x"],
  },
];

const smallLength = 250_000;
const times = 4;
/** Linear is 4 and squared is 16; between them a machine may be as uneven as it likes. */
const mostGrowth = 8;
/** Under this, the clock is too coarse to tell. */
const leastMs = 5;

/** Measures all readers on all their texts, prints each, and gives whether none grows too fast. */
export async function main(): Promise<boolean> {
  let isLinear = true;
  for (const { name, read, units } of readers) {
    for (const unit of units) {
      const text = unit.repeat(Math.ceil((smallLength * times) / unit.length));
      const smallMs = await shortestMs(() => read(text.slice(0, smallLength)));
      const largeMs = await shortestMs(() => read(text.slice(0, smallLength * times)));
      const growth = largeMs / Math.max(smallMs, leastMs);
      const isFine = growth <= mostGrowth;
      isLinear &&= isFine;
      const figures = `${smallMs.toFixed(0)} ms, then ${largeMs.toFixed(0)} ms: ${growth.toFixed(1)} times`;
      console.log(
        `${isFine ? "✓" : "✗"} ${name}, ${JSON.stringify(unit.slice(0, 30))}: ${figures}`,
      );
    }
  }
  console.log(`For ${times} times the text at most ${mostGrowth} times the work.`);
  return isLinear;
}

/** The processor time of the work, without what another process took of three tries. */
async function shortestMs(work: () => unknown): Promise<number> {
  let shortest = Infinity;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    shortest = Math.min(shortest, (user + system) / 1000);
  }
  return shortest;
}
