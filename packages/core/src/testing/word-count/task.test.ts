import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { wordCount } from "./task.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

/** The TypeScript blocks under "Add a task" of a Markdown text, without the indentation of their list. */
function samplesOf(markdown: string): readonly string[] {
  const section = markdown.slice(markdown.indexOf("## Add a task"), markdown.indexOf("## Add a b"));
  return [...section.matchAll(/^( *)```ts\n([\s\S]*?)^ *```/gm)].map(([, indent = "", code = ""]) =>
    code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
}

describe("the task sample in CONTRIBUTING.md", () => {
  it("is the toy task that the tests of form, REST and output run", () => {
    const files = ["output", "pipeline", "task"].map((name) =>
      read(`./${name}.ts`).replaceAll('"../../tasks/', '"../'),
    );
    expect(samplesOf(read("../../../../../CONTRIBUTING.md"))).toEqual(files);
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
