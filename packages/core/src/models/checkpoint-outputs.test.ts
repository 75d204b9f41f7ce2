// The shipped files, through the product's own tokenizer and runtime, against what the trained networks
// said in 32 bits when they were exported.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { expect, test } from "vitest";
import { ModelLoader } from "./onnx/model-loader.ts";
import { embeddedModelFolders } from "./embedded-models.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const baseUrl = at("../../../../apps/web/static/models/");
const recordings = "../../../../training/checkpoint_outputs/";
const loader = new ModelLoader({ baseUrl, models: embeddedModelFolders });

const numbers = v.array(v.number());
const sentimentRows = v.array(v.object({ text: v.string(), ids: numbers, logits: numbers }));
const answerRows = v.array(
  v.object({
    question: v.string(),
    text: v.string(),
    ids: numbers,
    start_logits: numbers,
    end_logits: numbers,
  }),
);

async function recorded<Schema extends v.GenericSchema>(
  name: string,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  return v.parse(schema, JSON.parse(await readFile(at(`${recordings}${name}.json`), "utf8")));
}

function largestGap(found: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, index) => Math.abs(value - (found[index] ?? Infinity))));
}

test("the sentiment file gives the ids that it was trained with, and the network's logits within 0.1", async () => {
  const model = await loader.load("sentiment-analysis");
  const { tokenizer } = model;
  for (const { text, ids, logits } of await recorded("sentiment", sentimentRows)) {
    const ours = [tokenizer.startId, ...tokenizer.encode(text).ids, tokenizer.separatorId];
    expect(ours).toEqual(ids);
    const row = (await model.run([ours])).logits?.[0] ?? [];
    expect(largestGap(row, logits)).toBeLessThan(0.1);
  }
});

test("the answering file gives the ids that it was trained with, and the network's logits within 1.5", async () => {
  const model = await loader.load("question-answering");
  const { startId, separatorId } = model.tokenizer;
  for (const row of await recorded("question-answering", answerRows)) {
    const asked = model.tokenizer.encode(row.question).ids;
    const text = model.tokenizer.encode(row.text).ids;
    const ours = [startId, ...asked, separatorId, ...text, separatorId];
    expect(ours).toEqual(row.ids);
    const outputs = await model.run([ours]);
    for (const name of ["start_logits", "end_logits"] as const) {
      const inside = (outputs[name]?.[0] ?? new Float32Array()).slice(asked.length + 2);
      // It multiplies in 8 bits, the recorded network in 32; its logits spread over some 15.
      expect(largestGap(inside, row[name])).toBeLessThan(1.5);
    }
  }
});
