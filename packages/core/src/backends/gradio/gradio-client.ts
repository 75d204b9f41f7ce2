// Every call to a Gradio app that is the large model: chats become calls of one of its endpoints, and what
// that says becomes a reply of the OpenAI chat schema, which the rest of the large model reads.
import type { Client } from "@gradio/client";
import type { JsonObject } from "../../contract/json.ts";
import { onAbort, orAbort } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { CallFault, FaultRow, ModelClient, ModelRoute } from "../large-model/model-client.ts";
import { GradioCallError, thrownBy } from "./call-error.ts";
import { connect, type Connection, type FailedRequest } from "./connection.ts";
import {
  answerOf,
  type EndpointMap,
  fillParameters,
  mapFor,
  MappingError,
  takesFields,
  textOf,
} from "./endpoint-map.ts";
import { faults, rowOf, type Thrown } from "./fault-table.ts";
import { SpaceHub } from "./space-hub.ts";

interface GradioClientOptions {
  /** The app's address without a slash at its end, or `owner/space`. */
  readonly app: string;
  /** Which endpoint serves which task; null for the app's only text endpoint. */
  readonly endpoints: EndpointMap | null;
  /** Sent as a bearer token; left out where the app asks for none. */
  readonly key?: string | undefined;
  readonly clock: Clock;
  /** The hub of Spaces. Default https://huggingface.co. */
  readonly hubUrl?: string;
}

type Job = ReturnType<Client["submit"]>;
interface Asked {
  readonly taskId: string | null;
  readonly input: JsonObject;
}

const anyTask: Asked = { taskId: null, input: {} };

/** Asks one Gradio app. */
export class GradioClient implements ModelClient {
  readonly #options: GradioClientOptions;
  readonly #hub: SpaceHub | null;
  #coldAtMs = -Infinity;

  constructor(options: GradioClientOptions) {
    this.#options = options;
    this.#hub = SpaceHub.of(options);
  }

  /** When it was last found asleep; -Infinity where it has answered since. */
  get coldAtMs(): number {
    return this.#coldAtMs;
  }

  /** What tells of a Space without waking it; null for an app elsewhere. */
  get hub(): SpaceHub | null {
    return this.#hub;
  }

  invoke(body: string, signal: AbortSignal): Promise<Uint8Array> {
    return this.#invoke(anyTask, body, signal);
  }

  stream(body: string, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    return this.#stream(anyTask, body, signal);
  }

  routeOf(taskId: string, input: JsonObject): ModelRoute {
    const { endpoints } = this.#options;
    const use = endpoints?.[taskId];
    const asked = { taskId, input };
    return {
      answersTask: use !== undefined && takesFields(use),
      client: {
        invoke: (body, signal) => this.#invoke(asked, body, signal),
        stream: (body, signal) => this.#stream(asked, body, signal),
        readFault: (error) => this.readFault(error),
      },
    };
  }

  /**
   * Begins a session, checks the mapping, and asks nothing.
   * @throws GradioCallError
   */
  async check(signal: AbortSignal): Promise<void> {
    const connection = await this.#connect(signal);
    connection.close();
  }

  readFault(error: unknown): CallFault {
    if (!(error instanceof GradioCallError)) throw error;
    const { thrown, refusal, advice } = error;
    const { status, code, step } = thrown;
    const name = status === null ? (code ?? step) : `HTTP ${status}`;
    const row = rowOf(thrown);
    const message = advice === null ? this.#adviceFor(row) : `LARGE_MODEL_GRADIO: ${advice}`;
    return { row, facts: { name, message, status, details: { step } }, refusal };
  }

  async close(): Promise<void> {
    // Each call closes its own session.
  }

  async #invoke(asked: Asked, body: string, signal: AbortSignal): Promise<Uint8Array> {
    let values: unknown = null;
    let read = textOf;
    for await (const told of this.#call(asked, body, signal)) ({ values, read } = told);
    const content = read(values);
    if (content === null) throw new GradioCallError(functionFailed);
    return encode(JSON.stringify({ choices: [{ message: { content }, finish_reason: "stop" }] }));
  }

  /** An app sends the whole text so far each time. */
  async *#stream(
    asked: Asked,
    body: string,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, void> {
    let shown = "";
    let whole: string | null = null;
    for await (const { values } of this.#call(asked, body, signal)) {
      whole = textOf(values);
      // What an app writes anew is shown when it goes on from what was shown.
      if (whole === null || whole.length <= shown.length || !whole.startsWith(shown)) continue;
      yield event({ choices: [{ delta: { content: whole.slice(shown.length) } }] });
      shown = whole;
    }
    // Some apps strip the end of their last text.
    if (whole === null || !shown.startsWith(whole)) throw new GradioCallError(functionFailed);
    yield event({ choices: [{ delta: {}, finish_reason: "stop" }] });
    yield encode("data: [DONE]\n\n");
  }

  async *#call({ taskId, input }: Asked, body: string, signal: AbortSignal) {
    const connection = await this.#connect(signal);
    const { client, endpoints, map } = connection;
    const use = (taskId === null ? undefined : map[taskId]) ?? map["chat"];
    if (!use) {
      connection.close();
      const advice = `No endpoint is set for ${taskId ?? "chat"} in LARGE_MODEL_GRADIO_ENDPOINTS; the app has ${Object.keys(endpoints).join(", ")}.`;
      throw new GradioCallError(wrongMapping, { advice });
    }
    const read = takesFields(use) ? answerOf : textOf;
    const job = client.submit(
      use.endpoint,
      fillParameters(use, { body, input }),
      undefined,
      null,
      true,
    );
    let isOver = false;
    try {
      for (;;) {
        const next = await orAbort(job.next(), signal);
        if (next.done === true) break;
        const told = next.value;
        if (told.type === "data") yield { values: told.data, read };
        if (told.type !== "status") continue;
        if (told.stage === "error") {
          isOver = true;
          throw jobError(told, connection.failed());
        }
        if (told.stage === "complete") break;
      }
      isOver = true;
      this.#coldAtMs = -Infinity;
    } catch (error) {
      throw this.#seen(error);
    } finally {
      if (isOver) connection.close();
      else void cancel(job, connection);
    }
  }

  async #connect(signal: AbortSignal): Promise<Connection & { readonly map: EndpointMap }> {
    const { app, key, endpoints } = this.#options;
    let failed: FailedRequest | null = null;
    try {
      const url = this.#hub === null ? app : await this.#hub.addressOf(signal);
      signal.throwIfAborted();
      const onFailed = (request: FailedRequest) => (failed ??= request);
      const opening = connect({ url, key, onFailed });
      // The client takes no notice of a signal.
      const release = onAbort(signal, () => {
        opening.then(
          (late) => {
            late.close();
          },
          () => undefined,
        );
      });
      const connection = await orAbort(opening, signal).finally(release);
      try {
        const map = mapFor(endpoints, connection.endpoints);
        this.#coldAtMs = -Infinity;
        return { ...connection, map };
      } catch (error) {
        connection.close();
        throw error;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof MappingError)
        throw new GradioCallError(wrongMapping, { advice: error.message });
      if (error instanceof GradioCallError) throw this.#seen(error);
      throw this.#seen(new GradioCallError(thrownBy(failed)));
    }
  }

  #seen(error: unknown): unknown {
    if (error instanceof GradioCallError && rowOf(error.thrown).shows === "cold") {
      this.#coldAtMs = this.#options.clock.nowMs();
    }
    return error;
  }

  /** Which setting whoever reads the log should look at. */
  #adviceFor(row: FaultRow): string | null {
    const { app, key } = this.#options;
    if (row === faults.denied)
      return `LARGE_MODEL_KEY is ${key === undefined ? "empty" : "refused"}.`;
    return row === faults.notFound ? `LARGE_MODEL_GRADIO is ${app}.` : null;
  }
}

const functionFailed: Thrown = { status: null, code: null, step: "function" };
const wrongMapping: Thrown = { status: null, code: null, step: "mapping" };

interface FailedStatus {
  readonly broken?: boolean | undefined;
  readonly message?: unknown;
}

function jobError(
  { broken = false, message }: FailedStatus,
  failed: FailedRequest | null,
): GradioCallError {
  const refusal = message === undefined ? null : JSON.stringify(message);
  if (failed !== null) return new GradioCallError(thrownBy(failed), { refusal });
  if (broken) return new GradioCallError({ status: null, code: null, step: "request" });
  return new GradioCallError(functionFailed, {
    refusal: typeof message === "string" ? message : refusal,
  });
}

/** Ends the work of the app, and then the session. */
async function cancel(job: Job, connection: Connection): Promise<void> {
  try {
    await job.wait_for_id();
    await job.cancel();
  } catch {
    // The app is gone, and its work with it.
  } finally {
    connection.close();
  }
}

function event(value: unknown): Uint8Array {
  return encode(`data: ${JSON.stringify(value)}\n\n`);
}

function encode(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
