// Every call to a server of the OpenAI chat schema, such as vLLM, llama.cpp's server or Ollama. Requests have
// no system message at all (decision 0010), so a model whose template knows none needs nothing here.
import type { Clock } from "../../runtime/clock.ts";
import type { ModelClient } from "../large-model/model-client.ts";
import {
  decodeFault,
  type FailedReply,
  OpenaiCallError,
  type OpenaiFault,
} from "./decode-fault.ts";
import { encodeRequest, type Extra, refusedExtra } from "./encode-request.ts";
import { faults } from "./fault-table.ts";

interface OpenaiClientOptions {
  /** The server's address, without `/v1` and without a slash at its end. */
  readonly url: string;
  /** The model's name, as the server knows it. */
  readonly modelName: string;
  /** Sent as a bearer token; left out where the server asks for none. */
  readonly key?: string | undefined;
  readonly clock: Clock;
  /** The most that a look takes. Default 10 s. */
  readonly timeoutMs?: number;
  /** The time of day, in milliseconds since 1970 UTC. Default `Date.now`. */
  readonly wallClockMs?: () => number;
}

/** What the server showed last, by any call; -Infinity before the first time. */
interface Sight {
  /** When it last answered, or refused a request in its own words. */
  readonly answeredAtMs: number;
  /** When it was first found asleep since then. */
  readonly coldAtMs: number;
}

const chatPath = "/v1/chat/completions";
// More than any error needs; a list of models may be longer, and what is asked of it stands in its first entry.
const readBytes = 65_536;

/** Asks one model of one server. */
export class OpenaiClient implements ModelClient {
  readonly #options: OpenaiClientOptions;
  // What the server refused, and answered without.
  #lacks: ReadonlySet<Extra> = new Set();
  #sight: Sight = { answeredAtMs: -Infinity, coldAtMs: -Infinity };

  constructor(options: OpenaiClientOptions) {
    this.#options = options;
  }

  /** What the server showed last. */
  get sight(): Sight {
    return this.#sight;
  }

  /** @throws OpenaiCallError */
  async invoke(body: string, signal: AbortSignal): Promise<Uint8Array> {
    return this.#call(async () => {
      const response = await this.#chat(body, signal);
      return new Uint8Array(await response.arrayBuffer());
    });
  }

  /** @throws OpenaiCallError */
  async *stream(body: string, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    try {
      const response = await this.#chat(body, signal);
      for await (const part of response.body ?? []) yield part;
    } catch (error) {
      throw this.#seenError(error);
    }
  }

  /**
   * The beginning of what an address of the server answers with, such as `/v1/models`.
   * @throws OpenaiCallError
   */
  async get(path: string, signal: AbortSignal): Promise<string> {
    const { timeoutMs = 10_000 } = this.#options;
    const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    return this.#call(async () => {
      const response = await this.#fetch(path, { signal: over });
      if (!response.ok) throw new OpenaiCallError(await readFailure(response));
      this.#seeAnswer();
      return readBeginning(response);
    });
  }

  readFault(error: unknown): OpenaiFault {
    if (!(error instanceof OpenaiCallError)) throw error;
    const { wallClockMs = Date.now } = this.#options;
    const fault = decodeFault(error, wallClockMs());
    return { ...fault, facts: { ...fault.facts, message: this.#adviceFor(fault) } };
  }

  async close(): Promise<void> {
    // Connections that are kept open are the platform's, which closes them by itself.
  }

  /** Asks, and once more without what the server refuses of the request; that is remembered once it answers. */
  async #chat(body: string, signal: AbortSignal): Promise<Response> {
    const { modelName: model } = this.#options;
    let lacks = this.#lacks;
    for (;;) {
      const response = await this.#fetch(chatPath, {
        method: "POST",
        body: encodeRequest(body, { model, lacks }),
        signal,
      });
      if (response.ok) {
        // Not before: a refusal may repeat the input, and so name anything.
        this.#lacks = new Set([...this.#lacks, ...lacks]);
        this.#seeAnswer();
        return response;
      }
      const failure = await readFailure(response);
      const isRefusal = failure.status === 400 || failure.status === 422;
      const extra = isRefusal ? refusedExtra(body, failure.body, lacks) : null;
      if (extra === null) throw new OpenaiCallError(failure);
      lacks = new Set([...lacks, extra]);
    }
  }

  #fetch(path: string, init: RequestInit): Promise<Response> {
    const { url, key } = this.#options;
    return fetch(`${url}${path}`, {
      ...init,
      redirect: "manual",
      headers: {
        accept: "application/json, text/event-stream",
        "content-type": "application/json",
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
    });
  }

  async #call<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw this.#seenError(error);
    }
  }

  /** The error of a call, after what it shows was noted. */
  #seenError(cause: unknown): OpenaiCallError {
    const error = cause instanceof OpenaiCallError ? cause : new OpenaiCallError(null, cause);
    const { shows } = decodeFault(error, 0).row;
    const { answeredAtMs, coldAtMs } = this.#sight;
    if (shows === "answered") this.#seeAnswer();
    if (shows === "cold" && coldAtMs === -Infinity) {
      this.#sight = { answeredAtMs, coldAtMs: this.#options.clock.nowMs() };
    }
    return error;
  }

  #seeAnswer(): void {
    this.#sight = { answeredAtMs: this.#options.clock.nowMs(), coldAtMs: -Infinity };
  }

  /** Which setting whoever reads the log should look at. */
  #adviceFor({ fault }: OpenaiFault): string | null {
    const { url, modelName, key } = this.#options;
    if (fault === faults.denied)
      return `LARGE_MODEL_KEY is ${key === undefined ? "empty" : "refused"}.`;
    if (fault !== faults.notFound) return null;
    return `LARGE_MODEL_NAME is "${modelName}", LARGE_MODEL_URL leads to ${url}${chatPath}.`;
  }
}

async function readFailure(response: Response): Promise<FailedReply> {
  const { status, headers } = response;
  return {
    status,
    body: await readBeginning(response),
    retryAfter: headers.get("retry-after"),
    requestId: headers.get("x-request-id"),
  };
}

async function readBeginning({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.length >= readBytes) break;
  }
  return text;
}
