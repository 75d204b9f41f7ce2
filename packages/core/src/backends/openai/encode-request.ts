// A chat's body as this server takes it: under the name of its model, and without what it has refused before.
import * as v from "valibot";

/** What not every server of the schema knows. */
export type Extra = "response_format" | "stream_options";

interface Dialect {
  /** The model's name, as the server knows it. */
  readonly model: string;
  /** What the server refuses. */
  readonly lacks: ReadonlySet<Extra>;
}

const chatBody = v.looseObject({
  messages: v.array(v.object({ role: v.string(), content: v.string() })),
  // Loose, since what is not read here is sent on all the same.
  response_format: v.optional(
    v.looseObject({ json_schema: v.looseObject({ schema: v.unknown() }) }),
  ),
  stream_options: v.optional(v.unknown()),
});

// What a refusal calls them; some servers make a grammar of the schema, and name that.
const names: Readonly<Record<Extra, RegExp>> = {
  response_format: /response_format|json[_ ]?schema|structured[_ ]?output|guided|grammar/iu,
  stream_options: /stream_options|include_usage/iu,
};
const extras: readonly Extra[] = ["response_format", "stream_options"];

/** The body for this server; a schema that it cannot be held to is asked for in words. */
export function encodeRequest(body: string, { model, lacks }: Dialect): string {
  const chat = v.parse(chatBody, JSON.parse(body));
  const { messages, response_format: format, stream_options: streaming, ...rest } = chat;
  const isAsked = format !== undefined && lacks.has("response_format");
  return JSON.stringify({
    model,
    messages: isAsked ? withSchema(messages, format.json_schema.schema) : messages,
    ...rest,
    ...(format === undefined || isAsked ? {} : { response_format: format }),
    ...(streaming === undefined || lacks.has("stream_options")
      ? {}
      : { stream_options: streaming }),
  });
}

/** The extra of a body that a refusal is about; null when it is about something else. */
export function refusedExtra(
  body: string,
  refusal: string,
  lacks: ReadonlySet<Extra>,
): Extra | null {
  const chat = v.parse(chatBody, JSON.parse(body));
  const sent = extras.filter((extra) => chat[extra] !== undefined && !lacks.has(extra));
  return sent.find((extra) => names[extra].test(refusal)) ?? null;
}

function withSchema(messages: v.InferOutput<typeof chatBody>["messages"], schema: unknown) {
  const last = messages.at(-1);
  if (!last) return messages;
  const words = `Reply with one JSON object of this JSON schema, and write nothing else: ${JSON.stringify(schema)}`;
  return messages.with(-1, { ...last, content: `${last.content}\n\n${words}` });
}
