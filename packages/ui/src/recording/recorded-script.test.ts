import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { RecordedCall } from "./recorded-calls.svelte.ts";
import { scriptLanguages } from "./recorded-script.ts";

const text = `It's "good" \\ $HOME \`x\`\nJSON\n'''`;
const calls: readonly RecordedCall[] = [
  {
    taskId: "sentiment-analysis",
    title: "Sentiment",
    input: { text, sentences: true },
    choice: "browser",
  },
  { taskId: "summarization", title: "Summarize", input: { text, length: 3 }, choice: "large" },
  { taskId: "summarization", title: "Summarize", input: { text, length: "short" }, choice: "auto" },
];

function scriptOf(id: string): string {
  const language = scriptLanguages.find((known) => known.id === id);
  return language?.script({ calls, appUrl: "https://text.example.org/app/" }) ?? "";
}

describe("a recorded script", () => {
  test("has each call in its order, with the wish for a large model and its wait", () => {
    const bodies = [...scriptOf("curl").matchAll(/<<'JSON'\n(.*?)\nJSON\n/gsu)].map(
      ([, body = ""]): unknown => JSON.parse(body),
    );
    expect(bodies).toEqual([
      { text, sentences: true },
      { text, length: 3, backend: "large", waitMs: 600_000 },
      { text, length: "short" },
    ]);
    expect(scriptOf("fetch")).toMatch(/1\. Sentiment[^]*2\. Summarize[^]*3\. Summarize/u);
  });

  test("has one client of Gradio's for each wish, which it sends as headers", () => {
    const script = scriptOf("javascript");
    expect(script.match(/Client\.connect/gu)).toHaveLength(2);
    expect(script).toMatch(
      /large_client = await Client\.connect\("https:\/\/text\.example\.org\/app", /u,
    );
    expect(script).toContain('"x-pilotlight-backend": "large"');
    expect(script.match(/await client\.predict/gu)).toHaveLength(2);
    expect(scriptOf("python")).toContain("    sentences=True,\n");
  });

  test("is one that a shell and JavaScript read, whatever the text is", () => {
    expect(spawnSync("bash", ["-n"], { input: scriptOf("curl") }).status).toBe(0);
    for (const id of ["fetch", "javascript"]) {
      const words = ["--check", "--input-type=module"];
      const { status, stderr } = spawnSync(process.execPath, [...words, "-"], {
        input: scriptOf(id),
      });
      expect(status, stderr.toString()).toBe(0);
    }
  });
});
