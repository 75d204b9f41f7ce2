// What a window of the reader costs through the pipeline, and what the runtime alone takes for the same ids.
import { readFileSync } from "node:fs";
import { questionAnswering } from "@pilotlight/core";
import { type TextModel, parseAnswerSettings } from "@pilotlight/core/worker";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { EvalRow } from "./eval-row.ts";
import { modelContext } from "./model-context.ts";
import { modelsFolder } from "./models-folder.ts";
import { median } from "./scores.ts";

const warmUpCalls = 5;
const calls = 30;
const question = "Who repaired the clock of the old town hall?";
const sentence = "The committee met again in spring and spoke about the roof of the school. ";

/** One row: the median time of a question about a text that fills one window, beside the runtime alone, in turns. */
export async function windowTimeRow(model: TextModel): Promise<EvalRow> {
  const pipeline = await questionAnswering.loadPipeline();
  const { windowTokens } = parseAnswerSettings(model.config);
  const sequences: (readonly number[])[] = [];
  const watched: TextModel = {
    name: model.name,
    tokenizer: model.tokenizer,
    maxTokens: model.maxTokens,
    config: model.config,
    run(batch) {
      sequences.push(...batch);
      return model.run(batch);
    },
  };
  const text = fillingText(model, windowTokens);
  const input = { question, context: text, topK: 1 };
  await pipeline.run(input, modelContext(watched));
  const [ids] = sequences;
  if (ids === undefined || sequences.length > 1) {
    throw new Error(`The text should fill one window, but ${String(sequences.length)} were read.`);
  }
  const session = await InferenceSession.create(
    readFileSync(`${modelsFolder}${model.name}/onnx/model_quantized.onnx`),
    { intraOpNumThreads: 1, interOpNumThreads: 1 },
  );
  const feeds = {
    input_ids: tensorOf(ids.map(BigInt)),
    attention_mask: tensorOf(ids.map(() => 1n)),
  };
  const wholeMs: number[] = [];
  const bareMs: number[] = [];
  for (let call = -warmUpCalls; call < calls; call++) {
    const whole = await timeOf(() => pipeline.run(input, modelContext(model)));
    const bare = await timeOf(() => session.run(feeds));
    if (call < 0) continue;
    wholeMs.push(whole);
    bareMs.push(bare);
  }
  return {
    model: model.name,
    data: `one window of ${String(ids.length)} pieces`,
    figure: "ms, median",
    value: median(wholeMs),
    reference: `onnxruntime alone ${median(bareMs).toFixed(2)}`,
    n: calls,
  };
}

/** Whole sentences that together just fit into one window beside the question. */
function fillingText({ tokenizer }: TextModel, windowTokens: number): string {
  const tokensOf = (text: string) => tokenizer.encode(text).ids.length;
  const room = windowTokens - tokensOf(question) - 3;
  return sentence.repeat(Math.floor(room / tokensOf(sentence))).trim();
}

function tensorOf(values: readonly bigint[]): Tensor {
  return new Tensor("int64", BigInt64Array.from(values), [1, values.length]);
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await run();
  return performance.now() - startedAtMs;
}
