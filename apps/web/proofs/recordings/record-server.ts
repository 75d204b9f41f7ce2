// A server of the OpenAI chat schema, asked with requests as ours are: its bytes as they came.
import { openaiChatCodec } from "../../../../packages/core/src/backends/large-model/decode-openai-chat.ts";
import { encodeRequest } from "../../../../packages/core/src/backends/openai/encode-request.ts";
import { sentimentPrompt } from "../../../../packages/core/src/tasks/sentiment-analysis/prompt.ts";

/** What was sent, by the name of its file. */
export type Recorded = Readonly<Record<string, Uint8Array | string>>;

// Letters of more than one byte, which a model writes in tokens of less than one.
const line = "Café, naïve – 灯台 ⛵ 1904";
const prompts = [`Repeat this line word for word: ${line}`] as const;
const replyTokens = 28;
const schema = sentimentPrompt.replySchema?.({ text: line, sentences: false }) ?? {};

/**
 * A streamed reply, the same in one piece, one that is held to a schema, and a refusal of what is too long.
 * @throws Error when the server does something else
 */
export async function recordServer(name: string, url: string, model: string): Promise<Recorded> {
  const messages = prompts.map((content) => ({ role: "user", content }) as const);
  const short = { messages, maxTokens: replyTokens };
  const judged = "Judge this text as JSON: It is a lovely light.";
  const long = "The lamp is lit. ".repeat(900);
  const bodies = {
    sse: openaiChatCodec.encode({ ...short, streams: true }),
    whole: openaiChatCodec.encode({ ...short, streams: false }),
    schema: openaiChatCodec.encode({
      messages: [{ role: "user", content: judged }],
      maxTokens: 160,
      streams: false,
      schema,
    }),
    refusal: openaiChatCodec.encode({
      messages: [{ role: "user", content: long }],
      maxTokens: 1,
      streams: false,
    }),
  };
  const recorded: Record<string, Uint8Array> = {};
  for (const [kind, body] of Object.entries(bodies)) {
    const response = await post(url, encodeRequest(body, { model, lacks: new Set() }));
    recorded[`${name}.${kind}`] = new Uint8Array(await response.arrayBuffer());
    const isRight = kind === "refusal" ? response.status === 400 : response.ok;
    if (!isRight) throw new Error(`${url} answered ${response.status} to the ${kind} request.`);
  }
  return recorded;
}

/** The streamed reply as it comes through a door of its own. */
export async function recordStream(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const messages = prompts.map((content) => ({ role: "user", content }) as const);
  const body = openaiChatCodec.encode({ messages, maxTokens: replyTokens, streams: true });
  const response = await post(url, body, headers);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
}
