import { summarization } from "@pilotlight/core";
import { expect, test } from "vitest";
import type { Answer } from "../sessions/task-run.svelte.ts";
import { makeShareLink, maxLinkLength, readSharedAnswer, readShareLink } from "./share-link.ts";

const page = new URL("https://example.org/summarization");
const values = { text: "One. Two.", length: "short" };
const answer: Answer = {
  input: values,
  choice: "auto",
  output: { summary_text: "One.", kind: "extractive", sentences: [{ start: 0, end: 4 }] },
  views: [],
  run: {
    id: "run-1",
    backend: "browser",
    role: "small",
    model: "a model",
    reason: "it is here",
    cached: false,
    queueMs: 0,
    computeMs: 1,
    notice: null,
  },
  waitedMs: 12,
};

async function hashOf(shared: Answer): Promise<string> {
  const link = await makeShareLink(page, values, shared);
  return link.ok ? new URL(link.url).hash : "";
}

test("a link carries an answer beside its input, and the answer says that it came with it", async () => {
  const hash = await hashOf(answer);
  expect(await readShareLink(summarization, hash)).toEqual(values);
  const read = await readSharedAnswer(summarization, hash);
  expect(read).toMatchObject({ output: answer.output, isShared: true, waitedMs: null });
  // Nobody may be offered to send what somebody else has sent.
  expect(read?.choice).toBe("browser");
  expect(read?.views[0]).toMatchObject({ text: "One." });
});

test("an answer that is not the task's is left out", async () => {
  const hash = await hashOf({ ...answer, output: { summary_text: 7 } });
  expect(await readSharedAnswer(summarization, hash)).toBeNull();
  expect(await readShareLink(summarization, hash)).toEqual(values);
});

test("an answer that makes the link too long is left out", async () => {
  const noise = Array.from({ length: 9_000 }, (_, index) => ((index * 7919) % 9973).toString(36));
  const long = { ...answer, output: { ...answer.output, summary_text: noise.join("") } };
  const link = await makeShareLink(page, values, long);
  expect(link).toMatchObject({ ok: true, hasAnswer: false });
  expect(link.ok ? link.url.length : 0).toBeLessThan(maxLinkLength);
});
