// Which endpoint of a Gradio app serves which task, and what its parameters are filled with.
import * as v from "valibot";
import { isJsonObject, type JsonObject } from "../../contract/json.ts";
import { encodeRequest } from "../openai/encode-request.ts";

/** One endpoint, and what each of its parameters gets: a constant, or one of the words that begin with `$`. */
export interface EndpointUse {
  readonly endpoint: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The endpoints by the id of a task; `chat` is for every other task. */
export type EndpointMap = Readonly<Record<string, EndpointUse>>;

/** What an app says of its endpoints, by name. */
export type AppEndpoints = Readonly<Record<string, readonly AppParameter[]>>;

interface AppParameter {
  readonly name: string;
  readonly isText: boolean;
  readonly hasDefault: boolean;
}

/** What a mapping asks for and an app does not have; the message names both. */
export class MappingError extends Error {
  override readonly name = "MappingError";
}

const inputWord = /^\$input\.(\w+)$/u;
const chatWords: ReadonlySet<unknown> = new Set([
  "$prompt",
  "$messages",
  "$max_tokens",
  "$request",
]);
const use = v.strictObject({
  endpoint: v.pipe(v.string(), v.regex(/^\/?[\w-]+$/u)),
  parameters: v.record(v.string(), v.unknown()),
});
const mapSchema = v.record(v.string(), use);

/**
 * Reads a mapping from JSON.
 * @throws Error that says what is wrong with it
 */
export function parseEndpointMap(text: string, taskIds: readonly string[]): EndpointMap {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`It is not JSON. Set it such as ${exampleMap}.`);
  }
  const result = v.safeParse(mapSchema, value);
  if (!result.success) {
    const path = v.getDotPath(result.issues[0]) ?? "the whole";
    throw new Error(`It has a wrong value at ${path}. Set it such as ${exampleMap}.`);
  }
  const known = [...taskIds, "chat"];
  for (const [id, { parameters, ...rest }] of Object.entries(result.output)) {
    if (!known.includes(id))
      throw new Error(`It has "${id}". Set an endpoint for one of ${known.join(", ")}.`);
    checkWords(id, { ...rest, parameters });
  }
  return Object.fromEntries(
    Object.entries(result.output).map(([id, { endpoint, parameters }]) => [
      id,
      { endpoint: `/${endpoint.replace(/^\//u, "")}`, parameters },
    ]),
  );
}

const exampleMap = '{"chat": {"endpoint": "/chat", "parameters": {"message": "$prompt"}}}';

function checkWords(id: string, { parameters }: EndpointUse): void {
  const values = Object.values(parameters);
  const wrong = values.find(
    (value) =>
      typeof value === "string" &&
      value.startsWith("$") &&
      !chatWords.has(value) &&
      !inputWord.test(value),
  );
  if (wrong !== undefined) {
    throw new Error(
      `It has ${JSON.stringify(wrong)} for ${id}. Set one of ${[...chatWords].join(", ")} or $input. and the name of a task's field.`,
    );
  }
  const [fields, chats] = [
    values.some(isInputWord),
    values.some((value) => value === "$prompt" || value === "$messages" || value === "$request"),
  ];
  if (fields === chats || (fields && id === "chat")) {
    throw new Error(
      `The parameters for ${id} hold ${fields ? "fields of a task" : "no text of the run"}. Set one of them to $prompt, $messages or $request${id === "chat" ? "" : ", or some to $input. and a field"}.`,
    );
  }
}

/** True for an endpoint that takes a task's own fields and replies with the task's own answer. */
export function takesFields({ parameters }: EndpointUse): boolean {
  return Object.values(parameters).some(isInputWord);
}

function isInputWord(value: unknown): boolean {
  return typeof value === "string" && inputWord.test(value);
}

/**
 * The mapping for an app, checked against what it has: its own when one is set, else one endpoint that takes
 * a text, by the names that Gradio gives.
 * @throws MappingError
 */
export function mapFor(map: EndpointMap | null, app: AppEndpoints): EndpointMap {
  if (map === null) return { chat: defaultUse(app) };
  for (const { endpoint, parameters } of Object.values(map)) {
    const has = app[endpoint];
    if (!has) throw new MappingError(`It has no endpoint ${endpoint}; it has ${listOf(app)}.`);
    const names = has.map(({ name }) => name);
    const unknown = Object.keys(parameters).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new MappingError(
        `Its endpoint ${endpoint} has no parameter ${unknown}; it has ${names.join(", ") || "none"}.`,
      );
    }
    const missing = has.find(({ name, hasDefault }) => !hasDefault && !(name in parameters));
    if (missing) {
      throw new MappingError(
        `Its endpoint ${endpoint} needs the parameter ${missing.name}, which is not set.`,
      );
    }
  }
  return map;
}

function defaultUse(app: AppEndpoints): EndpointUse {
  const all = Object.entries(app);
  const usual = ["/chat", "/predict"].flatMap((name) => all.filter(([has]) => has === name));
  const [endpoint, parameters = []] = usual[0] ?? (all.length === 1 ? all[0] : undefined) ?? [];
  const needed = parameters.filter(({ hasDefault }) => !hasDefault);
  const prompt = needed.length === 0 ? parameters.find(({ isText }) => isText) : needed[0];
  if (endpoint === undefined || !prompt?.isText || needed.length > 1) {
    throw new MappingError(
      `Which endpoint answers is not clear: it has ${listOf(app)}. Set LARGE_MODEL_GRADIO_ENDPOINTS.`,
    );
  }
  return { endpoint, parameters: { [prompt.name]: "$prompt" } };
}

function listOf(app: AppEndpoints): string {
  const all = Object.entries(app).map(
    ([name, parameters]) => `${name} (${parameters.map((parameter) => parameter.name).join(", ")})`,
  );
  return all.join(", ") || "none";
}

const chatBody = v.object({
  messages: v.array(v.object({ role: v.string(), content: v.string() })),
  max_tokens: v.number(),
});
// An app has no place for a schema of its reply: it is asked for in words.
const lacks = new Set(["response_format", "stream_options"] as const);

/** The values of an endpoint's parameters for a chat, or for a task's input. */
export function fillParameters(
  { parameters }: EndpointUse,
  { body, input }: { readonly body: string; readonly input: JsonObject },
): Record<string, unknown> {
  const chat = v.parse(chatBody, JSON.parse(encodeRequest(body, { model: "", lacks })));
  const words: Readonly<Record<string, unknown>> = {
    $prompt: chat.messages.map(spoken).join("\n\n"),
    $messages: chat.messages,
    $max_tokens: chat.max_tokens,
    $request: body,
  };
  const fields: Readonly<Record<string, unknown>> = { ...input };
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      if (typeof value !== "string") return [name, value];
      const field = inputWord.exec(value)?.[1];
      return [name, field === undefined ? (words[value] ?? value) : fields[field]];
    }),
  );
}

function spoken({ role, content }: { readonly role: string; readonly content: string }): string {
  return role === "user" ? content : `Your reply was:\n${content}`;
}

/** What an endpoint's values say: the first text, else the first object as JSON; of a chat's turns the last. */
export function textOf(values: unknown): string | null {
  if (!Array.isArray(values)) return null;
  const said = values.map(saidBy);
  return said.find((text) => text !== null) ?? null;
}

function saidBy(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return saidBy(value.at(-1));
  if (!isJsonObject(value)) return null;
  return typeof value["content"] === "string" ? value["content"] : JSON.stringify(value);
}

/** The whole answer to a task among an endpoint's values: the first object, else the first text. */
export function answerOf(values: unknown): string | null {
  if (!Array.isArray(values)) return null;
  const list: readonly unknown[] = values;
  // The repository's own face has the whole output last, after its parts.
  const object = list.findLast(isJsonObject);
  return object ? JSON.stringify(object) : textOf(list);
}
