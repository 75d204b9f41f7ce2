// Attacks with the work that runs ask for.
import type { Attack, PostOptions, Target } from "./attack.ts";
import { english } from "./long-texts.ts";

const million = 1_000_000;
const async: PostOptions = { headers: { prefer: "respond-async" } };
const tasks = ["sentiment-analysis", "summarization", "question-answering"];

/** Attacks on whoever computes: long texts, many of them, and texts that are no texts. */
export const runAttacks: readonly Attack[] = [
  {
    name: 'two questions on "1." × 500,000',
    send: async ({ post }) => {
      const body = JSON.stringify({ question: "What is 1?", context: "1.".repeat(million / 2) });
      await Promise.all([1, 2].map(() => post("/api/v1/question-answering", body, async)));
    },
  },
  {
    name: "50 English texts of 1 MB",
    send: async ({ post }) => {
      const text = english(million);
      for (let index = 0; index < 50; index += 1) {
        const task = tasks[index % tasks.length] ?? "";
        const input = task === "question-answering" ? { question, context: text } : { text };
        await post(`/api/v1/${task}`, JSON.stringify(input), async);
      }
    },
  },
  {
    name: "the sentiment of each sentence of 900 kB",
    send: ({ post }) =>
      post(
        "/api/v1/sentiment-analysis",
        JSON.stringify({ text: english(900_000), sentences: true }),
        async,
      ),
  },
  {
    name: "four batches of 256 × 15 kB",
    send: async ({ post }) => {
      const inputs = Array.from({ length: 256 }, () => ({ text: english(15_000) }));
      const body = JSON.stringify({ inputs });
      for (let index = 0; index < 4; index += 1) {
        await post("/api/v1/sentiment-analysis", body, async);
      }
    },
  },
  {
    name: "256 runs of 2 MB from 8 addresses",
    send: async (target) => {
      const body = JSON.stringify({ text: "Ж — да. ".repeat(million / 8) });
      await fromMany(target, { body, count: 256, addresses: 8 });
    },
  },
  {
    name: "1,000 runs of 8 kB from one address",
    send: async (target) => {
      const body = JSON.stringify({ text: english(8_000) });
      await fromMany(target, { body, count: 1_000, addresses: 1 });
    },
  },
];

const question = "Who mended the broken boat before dawn?";

async function fromMany(
  { post }: Target,
  options: { readonly body: string; readonly count: number; readonly addresses: number },
): Promise<void> {
  const { body, count, addresses } = options;
  const numbers = Array.from({ length: count }, (_, index) => index).values();
  const sender = async () => {
    for (const index of numbers) {
      const from = `10.0.1.${index % addresses}`;
      await post("/api/v1/sentiment-analysis", body, { ...async, from });
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
}
