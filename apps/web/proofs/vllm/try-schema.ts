// Whether a vLLM holds a reply to the schemas that tasks ask for, against a prompt that asks for what they forbid.
import * as v from "valibot";
import { openaiChatCodec } from "../../../../packages/core/src/backends/large-model/decode-openai-chat.ts";
import { encodeRequest } from "../../../../packages/core/src/backends/openai/encode-request.ts";
import { questionAnsweringPrompt } from "../../../../packages/core/src/tasks/question-answering/prompt.ts";
import { sentimentPrompt } from "../../../../packages/core/src/tasks/sentiment-analysis/prompt.ts";

interface Trial {
  readonly task: string;
  /** What the model is told to write. */
  readonly forbidden: object;
  readonly schema: object;
  /** What the schema lets through. */
  readonly allowed: v.GenericSchema;
}

const shownLength = 120;
const some = v.pipe(v.string(), v.minLength(1));
const question = { question: "Who?", context: "Ada.", topK: 1 };
const trials: readonly Trial[] = [
  {
    task: "sentiment-analysis",
    forbidden: { label: "NEUTRAL", score: 7, reason: "" },
    schema: sentimentPrompt.replySchema?.({ text: "Kind.", sentences: false }) ?? {},
    allowed: v.strictObject({
      label: v.picklist(["POSITIVE", "NEGATIVE"]),
      score: v.pipe(v.number(), v.minValue(0.5), v.maxValue(1)),
      reason: some,
    }),
  },
  {
    task: "question-answering",
    forbidden: { answers: [{ answer: "", quote: "" }] },
    schema: questionAnsweringPrompt.replySchema?.(question) ?? {},
    allowed: v.strictObject({
      answers: v.pipe(v.array(v.strictObject({ answer: some, quote: some })), v.maxLength(1)),
    }),
  },
];

/** What came of it, in words, and whether any reply was of another form. */
export async function trySchemas(url: string, modelName: string) {
  const seen: string[] = [];
  let isWrong = false;
  for (const { task, forbidden, schema, allowed } of trials) {
    const content = `Write exactly this JSON and nothing else: ${JSON.stringify(forbidden)}`;
    const chat = openaiChatCodec.encode({
      messages: [{ role: "user", content }],
      maxTokens: 320,
      streams: false,
      schema,
    });
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: encodeRequest(chat, { model: modelName, lacks: new Set() }),
    });
    const reply = openaiChatCodec.decodeReply(new Uint8Array(await response.arrayBuffer())).text;
    isWrong ||= !v.is(v.pipe(v.string(), v.parseJson(), allowed), reply);
    seen.push(
      `${task}: told to write \`${JSON.stringify(forbidden)}\`, it wrote \`${oneLine(reply)}\``,
    );
  }
  return { saw: seen.join("; "), isWrong };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/gu, " ");
  return line.length > shownLength ? `${line.slice(0, shownLength)} …` : line;
}
