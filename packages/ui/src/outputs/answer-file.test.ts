import type { OutputView } from "@pilotlight/core";
import { expect, test } from "vitest";
import type { Answer } from "../sessions/task-run.svelte.ts";
import { echo } from "../testing/toy-task.ts";
import { answerFile, type AnswerFileKind } from "./answer-file.ts";

const at = new Date(2026, 0, 2, 3, 4, 5);

const views: readonly OutputView[] = [
  { kind: "text", label: "Echo", text: "# A *star*\nand a | bar", confidence: 0.734 },
  {
    kind: "scores",
    label: "Mood",
    verdict: "Good",
    tone: "positive",
    scores: [{ label: "Good", score: 0.9 }],
  },
  { kind: "table", label: "Others", columns: ["Word", "Score"], rows: [["a|b", "1"]] },
  {
    kind: "marked-text",
    label: "In your text",
    text: "A hill",
    marks: [{ start: 2, end: 6, tone: "answer", label: "the answer" }],
  },
  { kind: "json", label: "Output", value: { echoed: "hi" } },
];

const answer: Answer = {
  input: { text: "hi", name: "Ada" },
  choice: "auto",
  output: { echoed: "hi" },
  views,
  waitedMs: 12,
  run: {
    id: "run-1",
    backend: "browser",
    role: "small",
    model: "hillside",
    reason: "it was asked for",
    cached: false,
    queueMs: 0,
    computeMs: 3,
    notice: null,
  },
};

const made = (kind: AnswerFileKind) => answerFile({ task: echo, answer, kind, at });

test("a file is named by its task and the time", () => {
  expect(made("txt").name).toBe("echo-2026-01-02-03-04-05.txt");
});

test("as text it has every part under its label, and who answered", () => {
  expect(made("txt").text).toBe(`Echo
# A *star*
and a | bar
(73 % sure)

Mood
Good
Good 0.90

Others
Word\tScore
a|b\t1

In your text
hill (the answer)

Output
{
  "echoed": "hi"
}

Echo, answered by hillside
`);
});

test("as Markdown it has headings, a table, and no text that turns into marks", () => {
  expect(made("md").text).toBe(`# Echo

## Echo

\\# A \\*star\\*  
and a \\| bar  
(73 % sure)

## Mood

- Good
- Good 0.90

## Others

| Word | Score |
| --- | --- |
| a\\|b | 1 |

## In your text

- hill (the answer)

## Output

~~~json
{
  "echoed": "hi"
}
~~~

---

Answered by hillside.
`);
});

test("as JSON it has what was asked, what came of it and by whom", () => {
  const { input, output, run } = answer;
  expect(JSON.parse(made("json").text)).toEqual({ task: "echo", input, output, run });
});
