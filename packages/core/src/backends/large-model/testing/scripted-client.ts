// A provider without a network: the OpenAI chat schema in bytes, as vLLM writes it, from a test's words.
import * as v from "valibot";
import { type CallFault, type FaultRow, type ModelClient } from "../model-client.ts";
import { factsOf } from "../read-fault.ts";
import {
  type ModelOptions,
  openBackend,
  type OpenModel,
  type Say,
  sayAnything,
  type SeenCall,
} from "./open-model.ts";

const chat = v.object({
  messages: v.array(v.object({ content: v.string() })),
  max_tokens: v.number(),
});
type ServerOptions = Pick<ModelOptions, "serverContextTokens" | "isAlwaysTooLong">;
type Call = { -readonly [Key in keyof SeenCall]: SeenCall[Key] };

// About as a real tokenizer counts English.
const lettersPerToken = 4;

/** The model's server refused the call in its own words. */
class Refusal extends Error {}

const refused: FaultRow = {
  code: "backend-failed",
  words: "The large model did not take this input.",
  shows: "answered",
  wakes: false,
};

/** Says what a test wants, as a model's server would. */
export class ScriptedClient implements ModelClient {
  readonly calls: Call[] = [];
  readonly #say: Say;
  readonly #server: ServerOptions;

  constructor(say: Say, server: ServerOptions) {
    this.#say = say;
    this.#server = server;
  }

  async invoke(body: string, signal: AbortSignal): Promise<Uint8Array> {
    const call = this.#seen(body, signal, { isStreamed: false });
    let content = "";
    for await (const piece of this.#words(call, signal)) content += piece;
    if (call.result === "open") call.result = "answered";
    const choices = [{ message: { content }, finish_reason: "stop" }];
    return bytes(JSON.stringify({ choices, usage: usageOf(call, content) }));
  }

  async *stream(body: string, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    const call = this.#seen(body, signal, { isStreamed: true });
    let said = "";
    for await (const content of this.#words(call, signal)) {
      said += content;
      yield event({ choices: [{ delta: { content } }] });
    }
    yield event({ choices: [{ delta: {}, finish_reason: finishOf(call, said) }] });
    yield event({ choices: [], usage: usageOf(call, said) });
    yield bytes("data: [DONE]\n\n");
    call.result = "answered";
  }

  readFault(error: unknown): CallFault {
    if (!(error instanceof Refusal)) throw error;
    return { row: refused, facts: factsOf("Refusal"), refusal: error.message };
  }

  async close(): Promise<void> {
    // There is nothing that is kept open.
  }

  #seen(body: string, signal: AbortSignal, { isStreamed }: Pick<Call, "isStreamed">): Call {
    const call: Call = { body, isStreamed, result: "open" };
    this.calls.push(call);
    signal.addEventListener("abort", () => {
      if (call.result === "open") call.result = "aborted";
    });
    const { serverContextTokens: limit = 8192, isAlwaysTooLong = false } = this.#server;
    const asked = tokensOf(body) + parse(body).max_tokens + (isAlwaysTooLong ? limit : 0);
    if (asked > limit) {
      call.result = "refused";
      throw new Refusal(
        `This model's maximum context length is ${limit} tokens. However, you requested ${asked} tokens.`,
      );
    }
    return call;
  }

  async *#words({ body }: Call, signal: AbortSignal): AsyncGenerator<string> {
    const { messages, max_tokens } = parse(body);
    const contents = messages.map(({ content }) => content);
    let letters = 0;
    for await (const piece of this.#say(contents.at(-1) ?? "", contents, signal)) {
      signal.throwIfAborted();
      letters += piece.length;
      yield piece;
      if (letters >= max_tokens * lettersPerToken) return;
    }
  }
}

/** Opens a model without a network. */
export const openScripted: OpenModel = async (say = sayAnything, options = {}) => {
  const client = new ScriptedClient(say, options);
  return { ...openBackend({ client, ...options }), calls: () => client.calls };
};

function parse(body: string) {
  return v.parse(chat, JSON.parse(body));
}

function finishOf({ body }: Call, said: string): string {
  return said.length >= parse(body).max_tokens * lettersPerToken ? "length" : "stop";
}

function usageOf({ body }: Call, said: string) {
  return { prompt_tokens: tokensOf(body), completion_tokens: tokensOf(said) };
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / lettersPerToken);
}

function event(value: unknown): Uint8Array {
  return bytes(`data: ${JSON.stringify(value)}\n\n`);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
