import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { wordCount } from "./word-count.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

/** The first TypeScript block of a Markdown text, without the indentation of its list. */
function firstSample(markdown: string): string {
  const block = /^( *)```ts\n([\s\S]*?)^ *```/m.exec(markdown);
  const [, indent = "", code = ""] = block ?? [];
  return code.replaceAll(new RegExp(`^${indent}`, "gm"), "");
}

describe("the task sample in CONTRIBUTING.md", () => {
  it("is the toy task that the tests of form, REST and output run", () => {
    const sample = firstSample(read("../../../../CONTRIBUTING.md"));
    expect(sample).toBe(read("./word-count.ts").replaceAll('"../tasks/', '"./'));
  });

  it("answers through its own pipeline", async () => {
    const pipeline = await wordCount.loadPipeline();
    const context = {
      loadModel: () => Promise.reject(new Error("no model is needed")),
      report: () => undefined,
      checkpoint: () => Promise.resolve(),
    };
    const input = wordCount.parseInput({ text: "Small flames stay lit." });
    const { output } = await pipeline.run(input, context);
    expect(wordCount.parseOutput(output)).toEqual({ words: 4 });
  });
});
