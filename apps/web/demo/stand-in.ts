// A stand-in for the large model: reads our prompts as the model gets them and answers in the form that
// they ask for, with the embedded models on this machine's CPU. It does the work; it is not as good.
import { fileURLToPath } from "node:url";
import {
  type AnyTask,
  embeddedModelFolders,
  questionAnswering,
  sentimentAnalysis,
  type SentimentOutput,
  summarization,
  systemClock,
} from "@pilotlight/core";
import { OnnxBackend } from "@pilotlight/core/server";
import type { Answer } from "@pilotlight/sagemaker-local";
import { type Asked, readPrompt } from "./read-prompt.ts";
import { countSentences, sentenceAround } from "./sentences.ts";

/** What answers are signed with wherever the stand-in gives them. */
export const standInName = "Stand-in for Mistral-7B (embedded models)";

interface StandInOptions {
  /** Milliseconds between two words of an answer. */
  readonly wordMs?: number;
}

/** The stand-in, with the threads that it runs on. */
export interface StandIn {
  readonly answer: Answer;
  close(): Promise<void>;
}

// Decoding on an A10G is bound by memory: 600 GB/s over 14.5 GB of weights make 41 tokens a second, and a
// word takes about 1.4.
const modelWordMs = 34;

/** Starts the stand-in; its models are loaded when they are first used. */
export function openStandIn({ wordMs = modelWordMs }: StandInOptions = {}): StandIn {
  const backend = new OnnxBackend({
    workerUrl: path("../../../packages/core/src/backends/onnx/onnx-worker.ts"),
    modelSource: {
      baseUrl: fileURLToPath(path("../static/models/")),
      models: embeddedModelFolders,
    },
    threads: 1,
    clock: systemClock,
  });
  const run: RunTask = async (task, input, signal) => {
    for await (const event of backend.run({ task, input: task.parseInput(input) }, signal)) {
      if (event.type === "backend-end") return event.output;
    }
    throw new Error("The embedded model gave no answer.");
  };
  return {
    async *answer({ messages }, signal) {
      // In a second attempt the first message is the request still.
      const asked = readPrompt(messages[0]?.content ?? "");
      const reply = asked ? await replyTo(asked, { run, signal }) : notOurs;
      for (const word of reply.match(/\s*\S+/gu) ?? []) {
        if (wordMs > 0) await systemClock.wait(wordMs, signal);
        yield word;
      }
    },
    close: () => backend.close(),
  };
}

const notOurs = "I am a stand-in and answer the prompts of Pilotlight's three tasks only.";

type RunTask = (task: AnyTask, input: object, signal: AbortSignal) => Promise<unknown>;

interface Work {
  readonly run: RunTask;
  readonly signal: AbortSignal;
}

async function replyTo(asked: Asked, work: Work): Promise<string> {
  switch (asked.kind) {
    case "summary":
      return summarize(asked, work);
    case "sentiment":
      return JSON.stringify(judgement(await judge(asked.text, work)));
    case "sentiment-by-sentence":
      return JSON.stringify(await judgeBySentence(asked.sentences, work));
    case "answers": {
      const answers = await find(asked, work);
      return JSON.stringify({ answers });
    }
    case "helpful-sentences": {
      const found = await find({ ...asked, topK: 5 }, work);
      return [...new Set(found.map(({ quote }) => quote))].join("\n") || "NONE";
    }
  }
}

async function summarize(
  { text, sentences }: Extract<Asked, { kind: "summary" }>,
  { run, signal }: Work,
): Promise<string> {
  // A summary leaves something out, also of a short text.
  const most = Math.max(1, Math.floor(countSentences(text) * 0.6));
  const length = Math.min(100, sentences, most);
  const output = await run(summarization, { text, length }, signal);
  return summarization.parseOutput(output).summary_text;
}

async function judge(text: string, { run, signal }: Work): Promise<SentimentOutput> {
  return sentimentAnalysis.parseOutput(await run(sentimentAnalysis, { text }, signal));
}

function judgement({ label, score }: SentimentOutput) {
  const word = label === "POSITIVE" ? "praise" : "complaint";
  const sureness = `${Math.round(score * 100)} %`;
  const reason = `The stand-in's classifier reads it as ${word}, and is ${sureness} sure.`;
  return { label, score: rounded(score), reason };
}

async function judgeBySentence(texts: readonly string[], work: Work) {
  const sentences = [];
  for (const [index, text] of texts.entries()) {
    const { label, score } = await judge(text, work);
    sentences.push({ number: index + 1, label, score: rounded(score) });
  }
  return { ...judgement(await judge(texts.join(" "), work)), sentences };
}

async function find(
  { question, text, topK }: { question: string; text: string; topK: number },
  { run, signal }: Work,
): Promise<{ answer: string; quote: string }[]> {
  const input = { question, context: text, topK };
  const { found, answers } = questionAnswering.parseOutput(
    await run(questionAnswering, input, signal),
  );
  if (!found) return [];
  return answers.flatMap(({ answer, start, end }) =>
    start === null || end === null ? [] : [{ answer, quote: sentenceAround(text, { start, end }) }],
  );
}

function rounded(score: number): number {
  return Math.max(0.5, Math.round(score * 1000) / 1000);
}

function path(relative: string): URL {
  return new URL(relative, import.meta.url);
}
